import Catalog
import JSON

/// Which object one change is about, and what becomes of it: read off its operation and what is sent.
///
/// The one place that knows it, for plans, before-images and undo.
struct ChangedObject: Sendable, Equatable {
    let action: PlannedChange.Action
    /// The resource, such as `user`; empty where nobody can say.
    let resource: String
    /// The ids that lead to it with `/` between them; of a create those of its parents.
    ///
    /// Empty where nobody can say.
    let target: String
    /// How `PlannedBody` makes the object of what is sent.
    let form: Form
    /// What is sent of the object.
    let sent: JSONObject

    /// How what is sent becomes the object.
    enum Form: Sendable {
        /// The whole object, which replaces what was there.
        case whole
        /// Fields of it; null clears one.
        case fields
        /// The licences that a person gets and loses.
        case licenses
        /// Nobody knows.
        case unknown
    }

    /// What a call that changes something is about.
    ///
    /// - Parameters:
    ///   - operation: what is called.
    ///   - ids: those of its path.
    ///   - body: what is sent.
    ///   - catalog: tells how objects of its resource are read.
    init(_ operation: Operation, ids: [String], body: JSONValue?, catalog: Catalog) {
        let resource = operation.resource
        let path = ids.joined(separator: "/")
        let reader = catalog["\(resource).get"]
        let isObject = reader.map { $0.pathIDs.count == ids.count } ?? true
        let isPlain = operation.content?.media == .json || operation.content == nil
        if let entry = SharedItem.only(of: operation, body) {
            let item = entry["item"]?.object ?? [:]
            let id = item["id"]?.string ?? ""
            self.resource = resource
            sent = item
            target = (ids + [id]).filter { !$0.isEmpty }.joined(separator: "/")
            if entry["requestAction"]?.string?.uppercased() == "DELETE" {
                (action, form) = (.delete, .unknown)
            } else if operation.verb == "bulk_patch" {
                (action, form) = (.update, .fields)
            } else {
                (action, form) = (id.isEmpty ? .create : .update, .whole)
            }
            return
        }
        sent = body?.object ?? [:]
        if operation.name == "license.assign", let person = body?["personId"]?.string {
            (action, self.resource, target, form) = (.update, "person", person, .licenses)
        } else if operation.verb == "create", operation.safety == .create {
            let isParent = reader.map { $0.pathIDs.count == ids.count + 1 } ?? true
            (action, self.resource, target, form) = (.create, resource, path, isPlain && isParent ? .whole : .unknown)
        } else if operation.verb == "delete", operation.safety == .delete, !ids.isEmpty {
            (action, self.resource, target, form) = (.delete, resource, path, .unknown)
        } else if operation.verb == "update", operation.safety == .idempotent, !ids.isEmpty, isPlain {
            (action, self.resource, target, form) = (.update, resource, path, .whole)
        } else if operation.verb == "patch", operation.safety == .idempotent, !ids.isEmpty, isPlain {
            (action, self.resource, target, form) = (.update, resource, path, .fields)
        } else {
            let isKnown = !ids.isEmpty && isObject
            (action, self.resource, target, form) = (.other, isKnown ? resource : "", isKnown ? path : "", .unknown)
        }
    }

    /// What a change is about that is about to be sent, or was.
    init(_ draft: WriteDraft, of operation: Operation, catalog: Catalog) {
        // Only where the path does not name the object the body has to be read for it.
        let body = draft.target.isEmpty ? draft.body.flatMap { try? JSONValue(parsing: Array($0.utf8)) } : nil
        self.init(operation, ids: draft.target.split(separator: "/").map(String.init), body: body, catalog: catalog)
    }
}
