import Catalog
import JSON
import Wire

extension Planner {
    /// `expect`: a script waits for an object that is not there yet; the plan counts on it from now on.
    ///
    /// Takes `resource`, the `ids` of its list's path, and the fields that it is known by, `where`. The body of the answer is
    /// the object as far as anybody can say.
    func expect(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let resource = arguments["resource"]?.string ?? ""
        guard catalog["\(resource).list"] != nil else {
            throw HostError(.invalid, resource, "there is no list of such objects")
        }
        guard let fields = arguments["where"]?.object, !fields.isEmpty else {
            throw HostError(.invalid, resource, "an object is expected by fields")
        }
        let parent = (arguments["ids"]?.array ?? []).compactMap(\.string).joined(separator: "/")
        let object = org.expect(resource, parent: parent, fields: fields, standsOn: nil) {
            Self.completed(fields, resource)
        }
        return Wire.Answer(.object([:]), body: .json(JSONValue.object(object.fields).encoded()))
    }

    /// What such an object has besides, as far as that is sure enough to go on with.
    static func completed(_ fields: JSONObject, _ resource: String) -> JSONObject {
        var object = fields
        var usual: JSONObject = [:]
        switch resource {
        case "user":
            usual = [
                "active": true, "contactCenterEnabled": true, "teamIds": [], "dynamicSkills": [], "version": 1,
            ]
        case "person":
            // People are asked for by `email`, and have `emails`.
            if let email = fields["email"] {
                object["email"] = JSONValue?.none
                usual["emails"] = .array([email])
            }
        default: break
        }
        for field in usual where object[field.key] == nil { object[field.key] = field.value }
        return object
    }
}
