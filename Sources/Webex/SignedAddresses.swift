import JSON
import Synchronization

/// A recording or transcript of a task, as the service names it.
package struct CaptureReference: Sendable, Hashable {
    /// The two lists of `capture.query` in which captures stand.
    package enum Kind: Sendable, Hashable {
        case recording
        case transcription
    }

    package var taskID: String
    package var captureID: String
    /// Nil finds either, recordings first.
    package var kind: Kind?

    package init(taskID: String, captureID: String, kind: Kind? = nil) {
        self.taskID = taskID
        self.captureID = captureID
        self.kind = kind
    }
}

/// The signed addresses that `capture.query` has handed out, so that a script names a capture and never an address.
///
/// A script sees addresses in the answers, which pass untouched, but cannot have the host fetch one of its own choice.
/// Bounded: the oldest are forgotten, and asked anew when they are wanted. Safe to call from any task.
final class SignedAddresses: Sendable {
    /// The operation whose answers hold signed addresses.
    static let operation = "capture.query"

    /// An address, and what it was asked with.
    struct Entry: Sendable {
        let url: String
        /// The `query` of the request without `taskIds`, to ask anew in the same way.
        let options: JSONObject
        /// Which answer brought it: a later one has a higher number, also when it brought the same address.
        let serial: Int
    }

    private struct State {
        var entries: [CaptureReference: Entry] = [:]
        /// The references in the order they came, a ring once it is full.
        var order: [CaptureReference] = []
        var oldest = 0
        var serial = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = max(1, limit) }

    /// Takes the addresses out of an answer of `capture.query`; what it cannot read it passes over.
    func remember(_ answer: [UInt8], askedWith body: [UInt8]?) {
        guard let tasks = (try? JSONValue(parsing: answer))?["data"]?.array else { return }
        let request = body.flatMap { try? JSONValue(parsing: $0) }
        var options = request?["query"]?.object ?? JSONObject()
        options["taskIds"] = nil
        let lists: [(String, CaptureReference.Kind)] = [("recording", .recording), ("transcription", .transcription)]
        state.withLock { state in
            state.serial += 1
            for task in tasks {
                guard let taskID = task["taskId"]?.string else { continue }
                for (name, kind) in lists {
                    for capture in task[name]?.array ?? [] {
                        guard let id = capture["id"]?.string, let url = Self.address(of: capture) else { continue }
                        let reference = CaptureReference(taskID: taskID, captureID: id, kind: kind)
                        put(Entry(url: url, options: options, serial: state.serial), for: reference, in: &state)
                    }
                }
            }
        }
    }

    /// What is known of a capture.
    func entry(of reference: CaptureReference) -> Entry? {
        state.withLock { state in
            if reference.kind != nil { return state.entries[reference] }
            for kind in [CaptureReference.Kind.recording, .transcription] {
                let named = CaptureReference(taskID: reference.taskID, captureID: reference.captureID, kind: kind)
                if let entry = state.entries[named] { return entry }
            }
            return nil
        }
    }

    /// Recordings have it in `attributes`, transcripts beside their id; either place will do.
    private static func address(of capture: JSONValue) -> String? {
        (capture["attributes"]?["filePath"] ?? capture["filePath"])?.string
    }

    private func put(_ entry: Entry, for reference: CaptureReference, in state: inout State) {
        guard state.entries.updateValue(entry, forKey: reference) == nil else { return }
        guard state.order.count == limit else { return state.order.append(reference) }
        state.entries[state.order[state.oldest]] = nil
        state.order[state.oldest] = reference
        state.oldest = (state.oldest + 1) % limit
    }
}
