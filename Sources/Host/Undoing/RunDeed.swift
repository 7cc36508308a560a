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
    /// Whether the session had sent it before without hearing what came of it, so that it may have happened twice.
    let isRepeat: Bool
    /// The id of what it made; nil where it made nothing, or nobody knows.
    let madeID: String?

    /// Nil where no operation of the catalog did it.
    ///
    /// `madeID` is the id of what it made.
    init?(_ item: WriteHistory.Item, madeID: String?, catalog: Catalog) {
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
        before = self.operation.object(in: write.before.flatMap { try? JSONValue(parsing: Array($0.utf8)) })
        // That of a request for many tells of no object what it is like.
        let told = (write.item == nil ? item.outcome?.answer : nil).flatMap {
            try? JSONValue(parsing: Array($0.utf8))
        }
        answer = self.operation.object(in: told?["json"])
        isRepeat = told?["head"]?["repeat"]?.bool ?? false
        self.madeID = madeID
    }

    /// The object that the answer is; nil where it is none, or another.
    func object(at target: String) -> JSONObject? {
        guard let answer, answer["id"]?.string == target.split(separator: "/").last.map(String.init) else { return nil }
        return answer
    }

    /// Whether somebody had changed the object since the run read it: the service then counts more than one version from what
    /// was known, `version` being what the run itself had left.
    func wasStale(_ told: JSONObject?, after version: Int64?) -> Bool {
        guard !isRepeat, let read = before?["version"]?.integer, let now = told?["version"]?.integer else {
            return false
        }
        return now > max(read, version ?? read) + 1
    }

    /// The fields that it was about: those that were sent, and those that a whole object goes without.
    ///
    /// One that only the service sets may be sent, and is not changed by that.
    var fields: Set<String> {
        if changed.form == .licenses { return ["licenses"] }
        var names = Set(changed.sent.map(\.key))
        if changed.form == .whole { names.formUnion(operation.objectFields.filter { !$0.isReadOnly }.map(\.name)) }
        names.subtract(operation.objectFields.filter(\.isReadOnly).map(\.name))
        return names.subtracting(PlannedBody.stamps).subtracting(["id", "organizationId", "orgId"])
    }
}
