import Synchronization
import Webex

/// How far a run is: a bar on a terminal, a plain line now and then elsewhere.
///
/// Safe to call from any thread.
final class Progress: Sendable {
    /// What there is to tell of a run's rows and tasks.
    struct Counts: Sendable {
        /// Rows by their status, in the order the words first came.
        var statuses: [(status: String, count: Int)] = []
        var rows = 0
        /// Those of them that an earlier attempt did.
        var remembered = 0
        var failed = 0
        /// Bytes of recordings that were downloaded.
        var bytes: Int64 = 0
        var tasks = 0
        /// Distinct words that are kept apart; a script may make up any number of them.
        private static let mostStatuses = 20
        var files: [String] = []

        mutating func count(_ status: String) {
            let isKnown = statuses.contains { $0.status == status }
            let word = isKnown || statuses.count < Self.mostStatuses ? status : "other"
            if let place = statuses.firstIndex(where: { $0.status == word }) {
                statuses[place].count += 1
            } else {
                statuses.append((word, 1))
            }
        }
    }

    private struct State {
        var counts = Counts()
        var label: String?
        /// Of 1, where the source can tell.
        var fraction: Double?
        /// The script's own count, where it keeps one.
        var own: (done: Int64, total: Int64?, label: String)?
        var lastShown: Int64
    }

    /// Milliseconds between two drawings of the bar, and between two plain lines.
    private static let redraw: Int64 = 100
    private static let retell: Int64 = 10_000

    private static let failuresTold = 3

    private let console: Console
    private let requests: @Sendable () -> Int
    private let clock: WallClock
    private let started: Int64
    private let state: Mutex<State>

    /// Progress that begins now; `requests` answers how many requests were made so far.
    init(console: Console, clock: WallClock, requests: @escaping @Sendable () -> Int) {
        self.console = console
        self.requests = requests
        self.clock = clock
        started = clock.now()
        state = Mutex(State(lastShown: clock.now()))
    }

    var counts: Counts { state.withLock { $0.counts } }

    /// Rows begin; `label` is their word where it is not "rows".
    func begin(label: String?) { state.withLock { $0.label = label } }

    /// A row is done; the first that fail are told at once, since a person may want to end the run.
    ///
    /// - Parameters:
    ///   - row: what became of it.
    ///   - fraction: how far the rows' source has been taken, of 1.
    ///   - isTold: whether the row's own failure is worth a line.
    ///   - isRemembered: whether an earlier attempt of the run did it.
    func row(_ row: RowResult, fraction: Double?, isTold: Bool = true, isRemembered: Bool = false) {
        let isFailed = row.status == "failed"
        let failures = change { state in
            state.counts.rows += 1
            if isRemembered { state.counts.remembered += 1 }
            if isFailed { state.counts.failed += 1 }
            state.counts.count(row.status)
            if let fraction { state.fraction = max(state.fraction ?? 0, min(1, fraction)) }
            return state.counts.failed
        }
        guard isFailed, isTold, failures <= Self.failuresTold + 1 else { return }
        guard failures <= Self.failuresTold else { return console.say("further rows that fail are only counted") }
        // What a script reports of a loop of its own has a key but no number.
        let name = [row.row > 0 ? "row \(row.row)" : nil, row.key].compactMap(\.self).joined(separator: ", ")
        console.say(
            console.colored("\(Console.plain(name)) failed:", .bad) + " "
                + Console.plain(row.error ?? "no reason was given")
        )
    }

    func saw(tasks: Int) { change { $0.counts.tasks += tasks } }

    /// A recording was downloaded.
    func saved(bytes: Int64) { change { $0.counts.bytes += bytes } }

    /// The script's own count of what it does.
    func count(done: Int64, total: Int64?, label: String) { change { $0.own = (done, total, label) } }

    /// A results file stands.
    func wrote(_ path: String) { state.withLock { $0.counts.files.append(path) } }

    /// Removes the bar: what follows is the end.
    func end() { console.show(status: "") }

    @discardableResult
    private func change<Value: Sendable>(_ body: (inout State) -> Value) -> Value {
        let now = clock.now()
        let (value, line) = state.withLock { state -> (Value, String?) in
            let value = body(&state)
            guard now - state.lastShown >= (console.isTerminal ? Self.redraw : Self.retell) else { return (value, nil) }
            state.lastShown = now
            return (value, text(state, now))
        }
        if let line {
            if console.isTerminal { console.show(status: line) } else { console.say(line) }
        }
        return value
    }

    private func text(_ state: State, _ now: Int64) -> String {
        var parts: [String] = []
        if let own = state.own {
            parts.append("\(own.label) \(own.done)" + (own.total.map { "/\($0)" } ?? ""))
        }
        if state.counts.rows > 0 {
            let statuses = state.counts.statuses.map { "\($0.count) \($0.status)" }.joined(separator: ", ")
            parts.append("\(state.counts.rows) \(state.label ?? "rows"): \(statuses)")
        } else if state.counts.tasks > 0 {
            parts.append("\(state.counts.tasks) tasks")
        }
        if state.counts.bytes > 0 { parts.append(SizeText.shown(state.counts.bytes)) }
        parts.append("\(requests()) requests")
        parts.append(DurationText.shown((now - started) / 1000 * 1000))
        let text = parts.joined(separator: " · ")
        let fraction =
            state.fraction ?? state.own.flatMap { own in own.total.map { Double(own.done) / Double(max($0, 1)) } }
        guard let fraction = fraction.map({ min(1, max(0, $0)) }) else { return clipped(text) }
        let share = "\(Int(fraction * 100))%"
        guard console.isTerminal else { return "\(share) · \(text)" }
        return clipped("\(Self.bar(fraction)) \(share) · \(text)")
    }

    private static func bar(_ fraction: Double) -> String {
        let width = 20, filled = Int((fraction * Double(width)).rounded(.down))
        return "[" + String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled) + "]"
    }

    /// A status line must not wrap, or it cannot be wiped.
    private func clipped(_ text: String) -> String {
        let text = Console.plain(text)
        return console.isTerminal ? String(text.prefix(max(20, console.width - 1))) : text
    }
}
