import Host
import Journal

/// What comes after an attempt of a tick's run: it is done, tried again later, or failed for good.
package struct AttemptEnd: Sendable, Equatable {
    /// The tick from now on.
    package var tick: ScheduleTick
    /// What people are told; nil for nothing.
    package var notice: ScheduleNotice.Kind?
    /// How the schedule stands from now on; nil where that is as before.
    package var isFailing: Bool?

    /// An attempt that gave an exit code, or that a signal ended.
    ///
    /// - Parameters:
    ///   - tick: the tick, running or waiting.
    ///   - exitCode: the contract's; nil when the process is gone without a word.
    ///   - failure: what was told as its failure.
    ///   - retries: how often it may be tried again.
    ///   - isReplaced: whether it was ended since another one takes its place.
    ///   - wasFailing: how its schedule stood.
    ///   - now: milliseconds since 1970.
    package init(
        _ tick: ScheduleTick,
        exitCode: Int32?,
        failure: String?,
        retries: ScheduleDefinition.Retries?,
        isReplaced: Bool = false,
        wasFailing: Bool,
        now: Int64
    ) {
        self.tick = tick
        self.tick.exitCode = exitCode
        self.tick.failure =
            exitCode == ExitCode.done ? nil : failure ?? exitCode.map { "it ended with \($0)" } ?? Self.silent
        self.tick.cutOffs = 0
        if exitCode == ExitCode.done {
            close(.done, nil, now)
            if wasFailing { tell(.recovered) }
        } else if isReplaced {
            close(.failed, .replaced, now)
        } else if Self.mayRetry(after: exitCode), let retries, tick.retries < retries.times {
            wait(until: now + retries.pause(after: tick.retries))
            self.tick.retries += 1
        } else {
            close(.failed, nil, now)
            tell(.failed)
        }
    }

    /// A run that nobody watched any more: the daemon or the machine ended before it did, or it was asked to end.
    ///
    /// - Parameters:
    ///   - tick: the tick, running.
    ///   - isUnknown: whether its process never came so far that there is a run.
    ///   - wasAsked: whether it ended in order, as it was asked to: that is counted as no cut.
    ///   - rule: what becomes of such runs; nil where its schedule is gone.
    ///   - now: milliseconds since 1970.
    package init(
        cutOff tick: ScheduleTick,
        isUnknown: Bool,
        wasAsked: Bool,
        rule: ScheduleDefinition.CutOff?,
        now: Int64
    ) {
        self.tick = tick
        if !wasAsked { self.tick.cutOffs += 1 }
        // What never began cannot be left half done: it is begun, whatever is to become of runs that were cut off.
        let mayGoOn = tick.trigger != .manual && (rule == .resume || rule == .report && isUnknown)
        if mayGoOn, self.tick.cutOffs <= Self.mostCutOffs {
            wait(until: now)
        } else {
            self.tick.failure = Self.silent
            if self.tick.cutOffs > Self.mostCutOffs {
                self.tick.failure = "it was cut off \(self.tick.cutOffs) times in a row"
            }
            close(.failed, .cutOff, now)
            tell(.failed)
        }
    }

    /// How often in a row a run may be cut off before it is left for a person.
    package static let mostCutOffs = 5

    private static let silent = "its process is gone without a word"

    /// Whether going on may help: not with what was typed, a permission, or what only a person can decide, and not where a
    /// person ended it.
    static func mayRetry(after exitCode: Int32?) -> Bool {
        guard let exitCode else { return true }
        return ![ExitCode.usage, ExitCode.permission, ExitCode.needsPerson, ExitCode.interrupted].contains(exitCode)
    }

    private mutating func close(_ state: ScheduleTick.State, _ reason: ScheduleTick.Reason?, _ now: Int64) {
        tick.state = state
        tick.reason = reason
        tick.owner = nil
        tick.next = nil
        tick.ended = now
    }

    private mutating func wait(until next: Int64) {
        tick.state = .waiting
        tick.reason = nil
        tick.owner = nil
        tick.next = next
    }

    /// What a person asked for tells that person, and nobody else.
    private mutating func tell(_ kind: ScheduleNotice.Kind) {
        guard tick.trigger != .manual else { return }
        notice = kind
        isFailing = kind == .failed
    }
}
