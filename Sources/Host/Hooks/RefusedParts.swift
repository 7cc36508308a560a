import Catalog
import JSON

/// The changes of a request that a plugin does not let through.
struct RefusedParts: Sendable {
    /// Why not, by their places.
    private let reasons: [Int: String]

    static let none = RefusedParts([:])

    private init(_ reasons: [Int: String]) { self.reasons = reasons }

    /// Asks the plugins about changes that are about to be sent.
    ///
    /// - Parameters:
    ///   - parts: the changes of a request.
    ///   - places: those of them that are to be sent.
    ///   - hooks: who is asked; nil where nobody is.
    init(of parts: ChangeParts, at places: [Int], asking hooks: RunHooks?) async {
        guard let hooks else {
            reasons = [:]
            return
        }
        let refusals = await hooks.refusals(of: places.map { parts.drafts[$0] })
        reasons = Dictionary(uniqueKeysWithValues: refusals.map { (places[$0.key], $0.value) })
    }

    /// Their places.
    var places: [Int] { reasons.keys.sorted() }

    /// The error of a request that is refused.
    func error(_ operation: Operation) -> HostError {
        HostError(.denied, operation.plainName, places.first.flatMap { reasons[$0] } ?? "a plugin refuses this")
    }

    /// What the answer to a request for many says of one; nil for one that is not refused.
    func entry(_ draft: WriteDraft, at place: Int) -> JSONValue? {
        guard let reason = reasons[place] else { return nil }
        return BulkAnswer.entry(
            ["status": 403, "apiError": ["denied": true, "error": ["message": [["description": .string(reason)]]]]],
            numbered: draft.item
        )
    }
}
