import Catalog
import JSON

extension Planner {
    /// Notes what taking a run back leaves as it is.
    func leave(_ text: String) { note { $0.leftAlone.append(text) } }

    /// Notes what a reader of the plan should know: where the plan is shown, not while it is made.
    func remark(_ text: String) { note { $0.warnings.append(text) } }

    /// Notes what cannot be taken back.
    func giveUp(_ text: String) { note { $0.unrestorable.append(text) } }

    /// Whether objects of a resource can be read by their ids.
    func canRead(_ resource: String, _ target: String) -> Bool { targets.canRead(resource, target) }

    /// The object as the service has it, whole, and from now on as what this run has read; nil where there is none.
    ///
    /// Many that are asked for at once share requests.
    func remembered(_ resource: String, _ target: String) async throws -> JSONObject? {
        let moment = seen.moment
        guard let object = try await targets.whole(resource, target) else { return nil }
        if let operation = catalog["\(resource).get"] {
            seen.note(
                JSONValue.object(object).encoded(),
                to: operation,
                ids: target.split(separator: "/").map(String.init),
                query: [:],
                since: moment
            )
        }
        return object
    }
}
