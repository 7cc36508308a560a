import Synchronization

/// Decides which requests suffer which fault, by nothing but their order, and counts.
///
/// Safe to call from any task.
final class FaultDesk: Sendable {
    /// The parts of the service, as far as faults differ between them.
    enum Scope: Sendable {
        case api, media, signIn
    }

    private struct Entry {
        let fault: Fault
        let pattern: Regex<AnyRegexOutput>?
        /// The requests that it could have befallen, and those it did.
        var seen = 0
        var done = 0

        /// Whether it is the turn of a request that came; counts it.
        mutating func takesNext() -> Bool {
            seen += 1
            guard seen > fault.after, (seen - fault.after).isMultiple(of: fault.every), done < fault.times ?? .max
            else {
                return false
            }
            done += 1
            return true
        }
    }

    private struct State {
        var entries: [Entry] = []
        var counts: [String: Int] = [:]
    }

    private let state = Mutex(State())

    init(_ faults: [Fault]) {
        add(faults)
    }

    /// Has further faults go on behind those there are.
    func add(_ faults: [Fault]) {
        state.withLock { state in
            for fault in faults {
                // That it compiles was seen when the fault was read.
                state.entries.append(Entry(fault: fault, pattern: fault.match.flatMap { try? Regex($0) }))
            }
        }
    }

    /// Ends all faults; what they did stays counted.
    func clear() { state.withLock { $0.entries = [] } }

    /// The fault that a request suffers, and how many before it suffered the same; nil for none.
    func take(_ call: Call, _ scope: Scope) -> (fault: Fault, earlier: Int)? {
        state.withLock { state in
            guard !state.entries.isEmpty else { return nil }
            for place in state.entries.indices where Self.befalls(state.entries[place], scope, call.target) {
                guard state.entries[place].takesNext() else { continue }
                let entry = state.entries[place]
                state.counts[entry.fault.kind.name, default: 0] += 1
                return (entry.fault, entry.done - 1)
            }
            return nil
        }
    }

    /// The faults there are, the requests each could have befallen, and those it did.
    var faults: [(text: String, seen: Int, done: Int)] {
        state.withLock { $0.entries.map { ($0.fault.text, $0.seen, $0.done) } }
    }

    /// How many requests suffered each kind, by its name, ended faults included.
    var counts: [(kind: String, count: Int)] {
        state.withLock { $0.counts.sorted { $0.key < $1.key }.map { (kind: $0.key, count: $0.value) } }
    }

    private static func befalls(_ entry: Entry, _ scope: Scope, _ target: String) -> Bool {
        switch entry.fault.kind {
        case .expiredToken: guard scope == .api else { return false }
        case .expiredSignature: guard scope == .media else { return false }
        case .malformed: guard scope != .media else { return false }
        case .status, .reset, .truncated, .stall, .slow, .wrongLength, .html: break
        }
        guard let pattern = entry.pattern else { return scope != .signIn }
        return (try? pattern.firstMatch(in: target)) != nil
    }
}
