import Host
import Journal
import Logging

/// Writes what the scheduler does into the log, counts it, and has told at once what is to be told.
struct DaemonListener: SchedulerListener {
    let log: Logger
    let metrics: DaemonMetrics
    let trace: RunTrace
    /// Rung when there is something to tell.
    let post: Alarm

    func heard(_ event: SchedulerEvent) {
        metrics.count(event)
        switch event {
        case .began(let tick, let way):
            let attempt = tick.attempts > 1 ? ", attempt \(tick.attempts)" : ""
            log.info("\(way == .begin ? "begins" : "goes on")\(attempt)", metadata: facts(tick))
        case .adopted(let tick): log.info("runs still: its end is waited for", metadata: facts(tick))
        case .ended(let tick): ended(tick)
        case .waits(let tick):
            log.warning("\(Self.end(tick)); goes on at \(Self.instant(tick.next))", metadata: facts(tick))
        case .held(let tick): log.info("waits: \(Self.reason(tick))", metadata: facts(tick))
        case .skipped(let tick):
            let times = tick.count > 1 ? "\(tick.count) times were" : "its time \(Self.instant(tick.due)) was"
            log.notice("\(times) left out: \(Self.reason(tick))", metadata: facts(tick))
        case .interrupted(let tick): log.info("is asked to end", metadata: facts(tick))
        case .killed(let tick): log.warning("did not end when it was asked to, and was killed", metadata: facts(tick))
        case .noticed: post.ring()
        case .watched(let schedule): log.info("is watched from now on", metadata: ["schedule": "\(schedule)"])
        case .broken(let schedule, let error):
            log.error("cannot be run: \(error)", metadata: ["schedule": "\(schedule)"])
        case .mended(let schedule): log.info("can be run again", metadata: ["schedule": "\(schedule)"])
        case .removed(let schedule): log.info("is gone", metadata: ["schedule": "\(schedule)"])
        case .clockForward(let time): log.warning("the clock went forward by \(DurationText.shown(time))")
        case .clockBack(let time): log.warning("the clock was set back by \(DurationText.shown(time))")
        case .journalFailed(let error): log.error("nothing can be entered, and no run begins: \(error)")
        case .journalRecovered: log.info("the journal can be used again")
        case .failed(let schedule, let run, let error):
            log.warning("is tried again: \(error)", metadata: facts(schedule, run))
        }
    }

    private func ended(_ tick: ScheduleTick) {
        var facts = facts(tick)
        if let began = tick.began, let ended = tick.ended {
            facts["took"] = "\(DurationText.taken(max(0, ended - began)))"
        }
        guard tick.state == .done else { return log.error("\(Self.end(tick))", metadata: facts) }
        log.info("done", metadata: facts)
    }

    private func facts(_ tick: ScheduleTick) -> Logger.Metadata { facts(tick.schedule, tick.run) }

    private func facts(_ schedule: String, _ run: String?) -> Logger.Metadata {
        var facts: Logger.Metadata = ["schedule": "\(schedule)"]
        if let run { (facts["run"], facts["trace"]) = ("\(run)", "\(trace.id(of: run))") }
        return facts
    }

    private static func instant(_ time: Int64?) -> String { time.map(InstantText.exact) ?? "an unknown time" }

    private static func end(_ tick: ScheduleTick) -> String {
        let why = tick.failure.map { ": \($0)" } ?? ""
        if let reason = tick.reason { return "failed: \(Self.shown(reason))\(why)" }
        return "ended with \(tick.exitCode.map(String.init) ?? "no exit code")\(why)"
    }

    private static func reason(_ tick: ScheduleTick) -> String { tick.reason.map(shown) ?? "no reason is known" }

    private static func shown(_ reason: ScheduleTick.Reason) -> String {
        switch reason {
        case .overlap: "the run before is not over"
        case .replaced: "another run took its place"
        case .paused: "the schedule is paused"
        case .missed: "nobody watched at its time"
        case .deadline: "its deadline has passed"
        case .busy: "as many runs are under way as may be at once"
        case .disk: "the disk is nearly full"
        case .broken: "the schedule cannot be run as it is"
        case .cutOff: "its run was cut off"
        }
    }
}
