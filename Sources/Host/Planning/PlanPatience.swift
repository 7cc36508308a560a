import JSON
import Synchronization

/// Finds out that a run which only plans does not come to an end: it waits for what no plan brings about.
///
/// In a plan no time is waited for, and the worker tells each time that it lets pass (`SleptTime`). Between two of these a script
/// that gets on does something that it has not done before: it asks for something else, writes, or is done with a row. One
/// that asks the same things again and again, or nothing at all, waits. Safe to call from any task.
final class PlanPatience: Sendable {
    /// How often the same may be asked with a sleep in between while nothing else happens.
    private static let mostRounds = 25
    /// How often it may without a sleep.
    private static let mostRepeats = 1000
    /// How many sleeps there may be between which nothing happens.
    private static let mostSleeps = 1000
    /// Effects that say nothing of whether a script gets on.
    private static let neutral: Set<String> = ["file_write", "file_close", "row_seen", "sleep", "turn"]
    /// What is told when a script gets on.
    private static let progress: Set<String> = ["row", "report"]
    /// What is told by those who wait, too.
    private static let words: Set<String> = ["print", "log", "progress", "tally"]

    private struct State {
        /// Hashes of all that was asked.
        var asked: Set<Int> = []
        /// What was asked again since something new was.
        var repeats: [Int: Repeat] = [:]
        /// The files that were read from, by their numbers.
        var files: Set<Int64> = []
        /// Sleeps so far, and those in a row between which nothing was.
        var sleeps = 0, emptySleeps = 0
        var isEmpty = true
        /// What was asked last.
        var last: (name: String, arguments: JSONValue)?
    }

    private struct Repeat {
        var count = 0
        /// Times that it was asked again behind another sleep.
        var rounds = 0
        var lastSleep: Int
    }

    private let limit: Int64
    private let now: @Sendable () -> Int64
    private let began: Int64
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: milliseconds that a run may take, those counted that it would sleep.
    ///   - now: milliseconds since 1970.
    init(limit: Int64, now: @escaping @Sendable () -> Int64) {
        self.limit = limit
        self.now = now
        began = now()
    }

    /// Hears of an effect; gives why the run does not come to an end, once that is known.
    func asked(_ name: String, _ arguments: JSONValue, _ data: [UInt8]) -> PlanStandstill? {
        guard !Self.neutral.contains(name) else { return nil }
        var hasher = Hasher()
        for part in [Door.scope, name] { hasher.combine(part) }
        hasher.combine(name == "file_read" ? [] : arguments.canonical())
        hasher.combine(data)
        let hash = hasher.finalize()
        return state.withLock { state in
            state.isEmpty = false
            state.last = (name, arguments)
            if name == "file_read", let file = arguments["file"]?.integer {
                // Its first piece belongs to the opening of the file; a script that takes another one gets on.
                if !state.files.insert(file).inserted { state.repeats = [:] }
                return nil
            }
            if state.asked.insert(hash).inserted {
                state.repeats = [:]
                return nil
            }
            var again = state.repeats[hash] ?? Repeat(lastSleep: state.sleeps)
            again.count += 1
            if again.lastSleep != state.sleeps || again.rounds == 0 { again.rounds += 1 }
            again.lastSleep = state.sleeps
            state.repeats[hash] = again
            guard again.rounds >= Self.mostRounds || again.count >= Self.mostRepeats else { return nil }
            let call = PlanStandstill.title(name, arguments)
            return PlanStandstill(.asks(call, times: again.count, sleeps: again.rounds >= Self.mostRounds))
        }
    }

    /// Hears of a notice.
    func told(_ name: String) {
        state.withLock { state in
            if Self.progress.contains(name) { state.repeats = [:] }
            if Self.progress.contains(name) || Self.words.contains(name) { state.isEmpty = false }
        }
    }

    /// Hears that a time has passed; gives why the run does not come to an end, once that is known.
    ///
    /// `ahead` is how many milliseconds the run is ahead of the clock.
    func passed(ahead: Int64) -> PlanStandstill? {
        let (sleeps, last) = state.withLock { state in
            state.sleeps += 1
            state.emptySleeps = state.isEmpty ? state.emptySleeps + 1 : 0
            state.isEmpty = true
            return (state.emptySleeps, state.last)
        }
        if now() - began + ahead > limit {
            return PlanStandstill(.takes(limit, asked: last.map { PlanStandstill.title($0.name, $0.arguments) }))
        }
        return sleeps >= Self.mostSleeps ? PlanStandstill(.sleeps(sleeps)) : nil
    }
}
