import Catalog
import JSON
import Webex

extension Planner {
    /// References that are asked for: more than these leave doubt.
    private static let mostReferences: Int64 = 100

    /// Those in the org that refer to an object which is to be deleted, by their ids; none where that cannot be known for
    /// sure.
    func referrers(_ changed: ChangedObject, _ path: [String]) async throws -> Set<String> {
        guard let operation = catalog["\(changed.resource).references"], operation.pathIDs.count == path.count,
            !path.contains(where: org.isPlaceholder), org.object(changed.resource, changed.target)?.isDeleted != true
        else { return [] }
        var call = Call(operation: operation, ids: path, isChecked: false)
        call.query = [("page", 0), ("pageSize", .integer(Self.mostReferences))]
        let answer: Webex.Answer
        do throws(WebexError) { answer = try await session.call(call) } catch {
            // Who may not ask is told by the service when the delete is sent.
            if [.notFound, .forbidden, .invalid].contains(error.kind) { return [] }
            throw error
        }
        names.note(answer.body)
        let value = try JSONValue(parsing: answer.body)
        let ids = (value[operation.listPath ?? "data"]?.array ?? []).compactMap { $0["id"]?.string }
        guard let total = value["meta"]?["totalRecords"]?.lenientInteger, total == Int64(ids.count) else { return [] }
        return Set(ids)
    }

    /// Refuses the delete of an object that others still refer to, as the service would.
    func refuseReferred(_ prepared: PreparedChange, _ changed: ChangedObject) throws(WebexError) {
        let id = changed.target.split(separator: "/").last.map(String.init) ?? ""
        let isHeld = prepared.referrers.contains { referrer in
            let planned = org.objects(withID: referrer)
            // What the plan has changed refers to it only where it mentions it still.
            return planned.isEmpty || planned.contains { !$0.isDeleted && JSONValue.object($0.fields).mentions(id) }
        }
        guard isHeld else { return }
        throw WebexError(
            .inUse,
            "it is still referred to elsewhere",
            status: 412,
            operation: prepared.operation.name,
            hint: "ask for its references to see where"
        )
    }
}

extension JSONValue {
    /// Whether one of the texts in it is this one.
    fileprivate func mentions(_ text: String) -> Bool {
        switch self {
        case .string(let own): own == text
        case .array(let entries): entries.contains { $0.mentions(text) }
        case .object(let fields): fields.contains { $0.value.mentions(text) }
        default: false
        }
    }
}
