import Catalog
import JSON
import Journal

/// One change of a run that happened, as the change of one object that it was.
struct RunDeed: Sendable {
    let number: Int64
    let operation: Operation
    let changed: ChangedObject
    /// The object as it was just before, whole; nil where that is not known.
    let before: JSONObject?
    /// The object as the service answered it; nil where it did not.
    let answer: JSONObject?
    /// The id of what it made; nil where it made nothing, or nobody knows.
    let madeID: String?

    /// Nil where no operation of the catalog did it.
    init?(_ item: WriteHistory.Item, catalog: Catalog) {
        let write = item.write
        guard let operation = catalog[write.operation] else { return nil }
        let path = write.target.split(separator: "/").map(String.init)
        let sent = write.body.flatMap { try? JSONValue(parsing: Array($0.utf8)) }
        if write.item == nil {
            self.operation = operation
            changed = ChangedObject(operation, ids: path, body: sent, catalog: catalog)
        } else {
            let parents = sent?["item"]?["id"]?.string == nil ? path : path.dropLast()
            let single = SharedItem.all(
                of: operation,
                ids: Array(parents),
                body: [BulkAnswer.list: .array([sent ?? .null])],
                scopes: [write.scope],
                catalog: catalog
            )?.first
            self.operation = single?.operation ?? operation
            changed = ChangedObject(
                self.operation,
                ids: single?.ids ?? path,
                body: single?.body,
                catalog: catalog
            )
        }
        number = item.number
        before = write.before.flatMap { try? JSONValue(parsing: Array($0.utf8)).object }
        // That of a request for many tells of no object what it is like.
        let told = write.item == nil ? item.outcome?.answer : nil
        answer = told.flatMap { try? JSONValue(parsing: Array($0.utf8))["json"]?.object }
        madeID = CreatedObject.id(item)
    }

    /// The object that the answer is; nil where it is none, or another.
    func object(at target: String) -> JSONObject? {
        guard let answer, answer["id"]?.string == target.split(separator: "/").last.map(String.init) else { return nil }
        return answer
    }

    /// The fields that it was about: those that were sent, and those that a whole object goes without.
    var fields: Set<String> {
        if changed.form == .licenses { return ["licenses"] }
        var names = Set(changed.sent.map(\.key))
        if changed.form == .whole { names.formUnion(operation.objectFields.filter { !$0.isReadOnly }.map(\.name)) }
        return names.subtracting(PlannedBody.stamps).subtracting(["id", "organizationId", "orgId"])
    }
}
