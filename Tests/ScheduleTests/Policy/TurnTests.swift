import Journal
import Testing

@testable import Schedule

@Suite("Policy: whose turn it is")
struct TurnTests {
    private func tick(
        _ number: Int64,
        _ state: ScheduleTick.State = .owed,
        of schedule: String = "a",
        next: Int64? = nil
    ) -> ScheduleTick {
        var tick = ScheduleTick(schedule: schedule, due: number * 1000, trigger: .timed, state: state)
        tick.number = number
        tick.next = next
        return tick
    }

    private func turn(
        _ open: [ScheduleTick],
        _ standing: Turn.Standing,
        free: Int = 9,
        isClosed: Bool = false,
        others: Set<Int64> = []
    ) -> Turn {
        Turn(
            open: open,
            isOthers: { others.contains($0.number) },
            standing: { _ in standing },
            free: free,
            isClosed: isClosed,
            now: 100_000
        )
    }

    /// Each tick's number and what becomes of it.
    private func moves(
        _ open: [ScheduleTick],
        _ standing: Turn.Standing,
        free: Int = 9,
        isClosed: Bool = false,
        others: Set<Int64> = []
    ) -> [String] {
        turn(open, standing, free: free, isClosed: isClosed, others: others).items.map {
            "\($0.tick.number) \($0.move)"
        }
    }

    private func sound(
        _ overlap: ScheduleDefinition.Overlap = .allow,
        isPaused: Bool = false,
        _ change: (inout ScheduleDefinition) -> Void = { _ in }
    ) throws -> Turn.Standing {
        let schedule = try SchedulerBench.schedule {
            $0.overlap = overlap
            change(&$0)
        }
        return .sound(schedule, isPaused: isPaused)
    }

    private func hold(_ number: Int, _ reason: ScheduleTick.Reason) -> String { "\(number) \(Turn.Move.hold(reason))" }
    private func drop(_ number: Int, _ reason: ScheduleTick.Reason) -> String { "\(number) \(Turn.Move.drop(reason))" }

    @Test("runs begin in the order in which they were due, as many as there is room for")
    func busy() throws {
        let open = [tick(1), tick(2, of: "b"), tick(3), tick(4, .running)]
        #expect(try moves(open, sound(), free: 2) == ["1 begin", "2 begin", hold(3, .busy)])
        #expect(try moves(open, sound(), free: -1).count == 3)
    }

    @Test("while the disk is nearly full nothing begins, and what waits for its retry waits on")
    func disk() throws {
        let open = [tick(1), tick(2, .waiting, next: 5)]
        #expect(try moves(open, sound(), isClosed: true) == [hold(1, .disk)])
    }

    @Test("one after the other where they do not overlap", arguments: [ScheduleDefinition.Overlap.forbid, .queue])
    func oneByOne(overlap: ScheduleDefinition.Overlap) throws {
        #expect(try moves([tick(1), tick(2)], sound(overlap)) == ["1 begin", hold(2, .overlap)])
        #expect(try moves([tick(1, .running), tick(2)], sound(overlap)) == [hold(2, .overlap)])
        #expect(try moves([tick(1), tick(2, .running)], sound(overlap)) == [hold(1, .overlap)])
        #expect(try moves([tick(1, .waiting, next: 100_001), tick(2)], sound(overlap)) == [hold(2, .overlap)])
        #expect(try moves([tick(1, .waiting, next: 5), tick(2)], sound(overlap)) == ["1 begin", hold(2, .overlap)])
        #expect(try moves([tick(1, .running), tick(2)], sound()) == ["2 begin"])
    }

    @Test("another process's run stands in the way, and is left alone")
    func others() throws {
        #expect(try moves([tick(1, .running), tick(2)], sound(.forbid), others: [1]) == [hold(2, .overlap)])
        #expect(try moves([tick(1, .running), tick(2)], sound(.replace), others: [1]) == [hold(2, .overlap)])
    }

    @Test("a later one takes the place of all before it")
    func replace() throws {
        let open = [tick(1, .running), tick(2, .waiting, next: 5), tick(3), tick(4)]
        let got = try moves(open, sound(.replace))
        #expect(got == ["1 interrupt", drop(2, .replaced), drop(3, .replaced), hold(4, .overlap)])
        #expect(try moves([tick(3), tick(4)], sound(.replace)) == [drop(3, .replaced), "4 begin"])
    }

    @Test("what waited past its deadline is given up, and does not stand in another's way")
    func deadline() throws {
        let standing = try sound(.forbid) { $0.deadline = 98_500 }
        #expect(moves([tick(1), tick(2)], standing) == [drop(1, .deadline), "2 begin"])
        let held = turn([tick(1, .running), tick(2)], standing)
        let over: Int64 = 100_501
        #expect(held.next == over)
        var manual = tick(1)
        manual.trigger = .manual
        #expect(moves([manual], standing) == ["1 begin"])
    }

    @Test("nothing of a paused schedule begins: what was never begun is given up, what was waits")
    func paused() throws {
        let open = [tick(1), tick(2, .waiting, next: 5), tick(3, .running)]
        #expect(try moves(open, sound(isPaused: true)) == [drop(1, .paused)])
    }

    @Test("of a broken schedule what was begun waits for it to be mended; of one that is gone nothing is left")
    func broken() {
        let open = [tick(1), tick(2, .waiting, next: 5), tick(3, .running)]
        #expect(moves(open, .broken) == [drop(1, .broken)])
        #expect(moves(open, .gone) == [drop(1, .broken), drop(2, .broken)])
    }

    @Test("a retry comes at its time, and at once where the clock was set back far")
    func retry() throws {
        let later = turn([tick(1, .waiting, next: 150_000)], try sound())
        #expect(later.items.isEmpty && later.next == 150_000)
        let standing = try sound { $0.retries.longest = 40_000 }
        #expect(moves([tick(1, .waiting, next: 150_000)], standing) == ["1 begin"])
        #expect(turn([], standing).next == nil)
    }
}
