import Catalog
import JSON
import Synchronization

/// The objects that a run has just read, whole: what they were before a change costs no request.
///
/// Bodies are kept as they came, and a page of a list is looked into only when something of that resource is about to be
/// changed. Safe to call from any task.
final class SeenObjects: Sendable {
    private let isKept: Bool
    private let most: Int
    private let catalog: Catalog
    private let state = Mutex(SeenBodies())

    /// - Parameters:
    ///   - isKept: whether anything is kept at all: a run that may not change anything needs nothing.
    ///   - most: bytes that may be kept; the oldest go first.
    ///   - catalog: tells which resources can be changed.
    init(isKept: Bool, most: Int = 32 << 20, catalog: Catalog = .bundled) {
        self.isKept = isKept
        self.most = most
        self.catalog = catalog
    }

    /// Now, for an answer that is yet to come: what was changed since is not known by it.
    var moment: Int { isKept ? state.withLock { $0.moment } : 0 }

    /// Keeps the answer to a read, if it holds objects that are whole.
    ///
    /// - Parameters:
    ///   - body: the answer.
    ///   - operation: what was asked.
    ///   - ids: those of its path.
    ///   - query: its parameters.
    ///   - moment: when it was asked.
    func note(_ body: [UInt8], to operation: Operation, ids: [String], query: JSONObject, since moment: Int) {
        guard isKept, !body.isEmpty, canChange(operation.resource), WholeAnswers.are(operation, query) else { return }
        let target = ids.joined(separator: "/")
        switch operation.verb {
        case "get":
            let object = operation.objectBytes(in: body)
            state.withLock { $0.keep(object: object, operation.resource, target, since: moment) }
        case "list":
            guard let path = operation.listPath else { return }
            state.withLock { $0.keep(page: body, path: path, operation.resource, target, since: moment) }
        default: return
        }
        state.withLock { $0.makeRoom(for: most) }
    }

    /// The object at a place as it was read last; nil where that is not known.
    func object(_ resource: String, _ target: String) -> [UInt8]? {
        isKept ? state.withLock { $0.object(resource, target) }.map(Array.init) : nil
    }

    /// The object that a change is about to change, as it is now; nil where that is not known.
    func before(_ draft: WriteDraft, of operation: Operation) -> String? {
        guard isKept, draft.safety != Operation.Safety.create.rawValue, let place = place(of: draft, operation) else {
            return nil
        }
        return state.withLock { $0.object(place.resource, place.target) }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Learns that something was changed, or may have been.
    ///
    /// - Parameters:
    ///   - operation: what was asked.
    ///   - parts: the changes in it.
    ///   - answer: what was answered; empty for nothing.
    func changed(by operation: Operation, parts: ChangeParts, answer: [UInt8]) {
        guard isKept else { return }
        let resource = operation.resource
        guard Self.changesOne(operation) || parts.isBulk || operation.verb == "create" else {
            let places = parts.drafts.compactMap { place(of: $0, operation) }
            return state.withLock { state in
                if places.isEmpty { state.forget(resource) }
                for place in places { state.change(place.resource, place.target, to: nil) }
            }
        }
        let object = operation.objectBytes(in: answer)
        let told = parts.isBulk || operation.verb == "delete" ? nil : JSONEntries.id(object)
        state.withLock { state in
            for draft in parts.drafts {
                let target =
                    operation.verb == "create" && !parts.isBulk
                    ? [draft.target, told ?? ""].filter { !$0.isEmpty }.joined(separator: "/") : draft.target
                let isWhole = told != nil && target.split(separator: "/").last.map(String.init) == told
                state.change(resource, target, to: isWhole ? object : nil)
            }
            state.makeRoom(for: most)
        }
    }

    /// The object that a change is about; nil where nobody can say.
    private func place(of draft: WriteDraft, _ operation: Operation) -> (resource: String, target: String)? {
        if Self.changesOne(operation) { return (operation.resource, draft.target) }
        let changed = ChangedObject(draft, of: operation, catalog: catalog)
        return changed.form == .licenses ? (changed.resource, changed.target) : nil
    }

    /// Whether an operation changes the object that its path or its items name.
    private static func changesOne(_ operation: Operation) -> Bool {
        ["patch", "update", "delete", "bulk_patch", "bulk_save"].contains(operation.verb)
    }

    private func canChange(_ resource: String) -> Bool {
        ["patch", "update", "delete"].contains { catalog["\(resource).\($0)"] != nil }
    }
}
