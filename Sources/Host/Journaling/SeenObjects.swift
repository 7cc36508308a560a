import Catalog
import JSON

/// The objects that a run has just read, whole: what they were before a change costs no request.
///
/// Safe to call from any task.
final class SeenObjects: Sendable {
    func note(_ body: [UInt8], to operation: Operation, ids: [String], query: JSONObject) {}

    func changed(by operation: Operation, parts: ChangeParts, answer: [UInt8]) {}

    func before(_ draft: WriteDraft, of operation: Operation) -> String? { nil }
}
