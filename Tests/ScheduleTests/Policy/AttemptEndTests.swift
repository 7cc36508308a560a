import Journal
import Testing

@testable import Schedule

@Suite("Policy: what comes after an attempt")
struct AttemptEndTests {
    private let running: ScheduleTick = {
        var tick = ScheduleTick(schedule: "a", due: 0, trigger: .timed, state: .running)
        (tick.run, tick.owner, tick.attempts, tick.cutOffs) = ("run", "me", 1, 2)
        return tick
    }()

    private func end(
        _ code: Int32?,
        _ tick: ScheduleTick? = nil,
        retries: Int = 0,
        isReplaced: Bool = false,
        wasFailing: Bool = false,
        failure: String? = nil
    ) -> AttemptEnd {
        AttemptEnd(
            tick ?? running,
            exitCode: code,
            failure: failure,
            retries: ScheduleDefinition.Retries(times: retries, backoff: 10, longest: 100),
            isReplaced: isReplaced,
            wasFailing: wasFailing,
            now: 1000
        )
    }

    @Test("a run that is done is over, and told only where the one before had failed")
    func done() {
        let end = end(0, failure: "none")
        #expect(end.tick.state == .done && end.tick.ended == 1000 && end.tick.owner == nil && end.tick.exitCode == 0)
        #expect(end.tick.failure == nil && end.notice == nil && end.isFailing == nil)
        let recovered = self.end(0, wasFailing: true)
        #expect(recovered.notice == .recovered && recovered.isFailing == false)
    }

    @Test(
        "a run that ended badly is tried again where that may help",
        arguments: [1, 4, 5, 6, 134, 137, 143, nil] as [Int32?]
    )
    func retried(code: Int32?) {
        let end = end(code, retries: 2)
        #expect(end.tick.state == .waiting && end.tick.next == 1010 && end.tick.retries == 1 && end.tick.owner == nil)
        #expect(end.tick.run == "run" && end.tick.exitCode == code && end.tick.failure != nil)
        #expect(end.notice == nil && end.isFailing == nil && end.tick.ended == nil && end.tick.cutOffs == 0)
    }

    @Test("it is not tried again where going on cannot help", arguments: [2, 3, 7, 130] as [Int32])
    func final(code: Int32) {
        let end = end(code, retries: 2, failure: "no such profile")
        #expect(end.tick.state == .failed && end.tick.failure == "no such profile" && end.tick.ended == 1000)
        #expect(end.notice == .failed && end.isFailing == true)
    }

    @Test("after the last retry it has failed, and is told, each time")
    func spent() {
        var tick = running
        tick.retries = 1
        #expect(end(1, tick, retries: 2).tick.next == 1020)
        tick.retries = 2
        let end = end(1, tick, retries: 2, wasFailing: true)
        #expect(end.tick.state == .failed && end.notice == .failed && end.isFailing == true && end.tick.next == nil)
        #expect(self.end(1).tick.state == .failed)
    }

    @Test("a run that was replaced is over, and nobody is told")
    func replaced() {
        let end = end(130, retries: 2, isReplaced: true)
        #expect(end.tick.state == .failed && end.tick.reason == .replaced && end.notice == nil && end.isFailing == nil)
        #expect(self.end(0, isReplaced: true).tick.state == .done)
    }

    @Test("what a person asked for tells nobody else, and says nothing of the schedule")
    func manual() {
        var tick = running
        tick.trigger = .manual
        for code in [0, 1] as [Int32] {
            let end = end(code, tick, wasFailing: true)
            #expect(end.notice == nil && end.isFailing == nil && !end.tick.isOpen)
        }
    }

    private func cut(
        _ cutOffs: Int = 0,
        isUnknown: Bool = false,
        wasAsked: Bool = false,
        rule: ScheduleDefinition.CutOff? = .resume,
        trigger: ScheduleTick.Trigger = .timed
    ) -> AttemptEnd {
        var tick = running
        tick.cutOffs = cutOffs
        tick.trigger = trigger
        return AttemptEnd(cutOff: tick, isUnknown: isUnknown, wasAsked: wasAsked, rule: rule, now: 1000)
    }

    @Test("a run that was cut off is gone on with at once, and that is no retry")
    func cutOff() {
        let end = cut()
        #expect(end.tick.state == .waiting && end.tick.next == 1000 && end.tick.cutOffs == 1 && end.tick.retries == 0)
        #expect(end.tick.owner == nil && end.notice == nil)
    }

    @Test("a run that ended in order when it was asked to is not counted as cut off")
    func asked() {
        #expect(cut(3, wasAsked: true).tick.cutOffs == 3)
        #expect(cut(3, wasAsked: true).tick.state == .waiting)
    }

    @Test("a run that is cut off again and again is left for a person")
    func tooOften() {
        #expect(cut(4).tick.state == .waiting)
        let end = cut(5)
        #expect(end.tick.state == .failed && end.tick.reason == .cutOff && end.isFailing == true)
        #expect(end.notice == .failed && end.tick.failure == "it was cut off 6 times in a row")
    }

    @Test("where it is so told, a run that was cut off is reported, unless it never began")
    func reported() {
        let end = cut(rule: .report)
        #expect(end.tick.state == .failed && end.tick.reason == .cutOff && end.notice == .failed)
        #expect(cut(isUnknown: true, rule: .report).tick.state == .waiting)
        #expect(cut(wasAsked: true, rule: .report).tick.state == .failed)
    }

    @Test("nothing of a schedule that is gone is gone on with, nor what a person began")
    func nobodys() {
        #expect(cut(rule: nil).tick.state == .failed)
        let manual = cut(trigger: .manual)
        #expect(manual.tick.state == .failed && manual.tick.reason == .cutOff && manual.notice == nil)
    }

    @Test("each pause is twice as long as the one before, up to the longest")
    func pauses() {
        let retries = ScheduleDefinition.Retries(times: 9, backoff: 60_000, longest: 3_600_000)
        let minutes = (0..<8).map { retries.pause(after: $0) / 60_000 }
        #expect(minutes == [1, 2, 4, 8, 16, 32, 60, 60])
        #expect(retries.pause(after: 1_000_000) == 3_600_000)
        let odd = ScheduleDefinition.Retries(times: 9, backoff: .max, longest: .max)
        #expect(odd.pause(after: 3) == 366 * 86_400_000)
        #expect(ScheduleDefinition.Retries(times: 1, backoff: 0, longest: 0).pause(after: 0) == 0)
    }
}
