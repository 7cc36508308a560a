import JSON
import Synchronization

/// Finds out that a run which only plans does not come to an end: it waits for what no plan brings about.
///
/// In a plan no time is waited for, and the worker tells each time that it lets pass (`SleptTime`). Between two of these a script
/// that gets on does something that it has not done before: it asks for something else, writes, or is done with a row. One
/// that asks the same things again and again, or nothing at all, waits. Safe to call from any task.
final class PlanPatience: Sendable {
    /// How often the same may be asked without a sleep while nothing else happens: a script may look the same up for each of
    /// its rows.
    private static let mostRepeats = 5000
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
        /// How often it was asked again since something new was.
        var repeats: [Int: Int] = [:]
        /// Hashes of all that was asked together with its answer.
        var answers: Set<Int> = []
        /// What was answered again as before, since something new was.
        var polls: [Int: Poll] = [:]
        /// The files that were read from, by their numbers.
        var files: Set<Int64> = []
        /// Sleeps so far, and those in a row between which nothing was.
        var sleeps = 0, emptySleeps = 0
        var isEmpty = true
        /// What was asked last.
        var last: (name: String, arguments: JSONValue)?
    }

    private struct Poll {
        /// Times that it was answered again behind another sleep.
        var rounds = 0
        var lastSleep: Int
    }

    /// Something that was asked.
    struct Question: Sendable {
        fileprivate let hash: Int
        fileprivate let name: String
        fileprivate let arguments: JSONValue
        /// Why the run does not come to an end, where that is known of the question alone.
        let standstill: PlanStandstill?
    }

    /// How often the same may be asked with a sleep in between, and be answered the same, unless another number is given.
    static let usualPolls = 50

    private let limit: Int64
    private let mostPolls: Int
    private let now: @Sendable () -> Int64
    private let began: Int64
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: milliseconds that a run may take, those counted that it would sleep.
    ///   - mostPolls: how often the same may be asked with a sleep in between, and be answered the same.
    ///   - now: milliseconds since 1970.
    init(limit: Int64, mostPolls: Int = usualPolls, now: @escaping @Sendable () -> Int64) {
        self.limit = limit
        self.mostPolls = mostPolls
        self.now = now
        began = now()
    }

    /// Hears of an effect; nil for one that says nothing.
    func asked(_ name: String, _ arguments: JSONValue, _ data: [UInt8]) -> Question? {
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
                if !state.files.insert(file).inserted { (state.repeats, state.polls) = ([:], [:]) }
                return nil
            }
            var standstill: PlanStandstill?
            if state.asked.insert(hash).inserted {
                (state.repeats, state.polls) = ([:], [:])
            } else {
                let count = state.repeats[hash, default: 0] + 1
                state.repeats[hash] = count
                if count >= Self.mostRepeats {
                    standstill = PlanStandstill(.asks(PlanStandstill.title(name, arguments), times: count))
                }
            }
            return Question(hash: hash, name: name, arguments: arguments, standstill: standstill)
        }
    }

    /// Hears what a question was answered; gives why the run does not come to an end, once that is known.
    func answered(_ question: Question, _ told: [UInt8]) -> PlanStandstill? {
        var hasher = Hasher()
        hasher.combine(question.hash)
        hasher.combine(told)
        let hash = hasher.finalize()
        return state.withLock { state in
            guard !state.answers.insert(hash).inserted else {
                state.polls = [:]
                return nil
            }
            var poll = state.polls[hash] ?? Poll(lastSleep: state.sleeps)
            if poll.lastSleep != state.sleeps || poll.rounds == 0 { poll.rounds += 1 }
            poll.lastSleep = state.sleeps
            state.polls[hash] = poll
            guard poll.rounds >= mostPolls else { return nil }
            return PlanStandstill(
                .polls(PlanStandstill.title(question.name, question.arguments), times: poll.rounds)
            )
        }
    }

    /// Hears of a notice.
    func told(_ name: String) {
        state.withLock { state in
            if Self.progress.contains(name) { (state.repeats, state.polls) = ([:], [:]) }
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
