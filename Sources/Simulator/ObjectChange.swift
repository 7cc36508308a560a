import Catalog
import JSON

/// What a PUT or a PATCH makes of an object.
///
/// The documents leave open what becomes of unknown fields: here they are refused, so that a slip of the pen is found.
struct ObjectChange: Sendable {
    /// Where a user's ids must lead.
    private static let references = [
        "teamIds": "team", "preferredSupervisorTeamId": "team", "siteId": "site", "userProfileId": "user_profile",
        "agentProfileId": "desktop_profile", "multimediaProfileId": "multimedia_profile",
        "skillProfileId": "skill_profile",
    ]
    /// Fields that the service fills in from the object that another field names: theirs, that one, and where it stands.
    private static let copies = [("siteName", "siteId", "name"), ("userProfileType", "userProfileId", "profileType")]

    private let org: Org
    private let fields: JSONObject
    private let operation: Operation
    /// Whether what is not mentioned goes, as with PUT.
    private let replaces: Bool
    private let refusesStaleVersions: Bool

    /// Checks the body of a change.
    ///
    /// - Parameters:
    ///   - body: the object, or its changed fields.
    ///   - operation: the `update` or `patch` of the resource.
    ///   - id: the id of the object that is changed; the body may name no other.
    ///   - org: where references must lead.
    ///   - refusesStaleVersions: whether a PUT must have the present version, if any.
    /// - Throws: 400 with what is wrong.
    init(
        _ body: JSONValue,
        operation: Operation,
        id: String,
        org: Org,
        refusesStaleVersions: Bool
    ) throws(ServiceFault) {
        do {
            try Catalog.bundled.check(operation, query: [], body: body)
        } catch {
            throw ServiceFault(400, error.description)
        }
        guard let fields = body.object else { throw ServiceFault(400, "the body must be an object") }
        guard fields["id"] == nil || fields["id"]?.string?.lowercased() == id.lowercased() else {
            throw ServiceFault(400, "the id in the body is another than that of the object")
        }
        self.org = org
        self.fields = fields
        self.operation = operation
        replaces = operation.method == "PUT"
        self.refusesStaleVersions = refusesStaleVersions
    }

    /// The object as it is after the change; 400 when it cannot be so, 409 when it was changed meanwhile.
    func applied(to object: JSONObject, now: Int64) throws(ServiceFault) -> JSONObject {
        if replaces, refusesStaleVersions, let version = fields["version"], version != object["version"] {
            throw ServiceFault(409, "the object was changed meanwhile: its version is another")
        }
        var changed = object
        for parameter in operation.body where !parameter.isReadOnly && parameter.name != "version" {
            guard replaces || fields[parameter.name] != nil else { continue }
            try set(parameter, in: &changed)
        }
        try checkReferences(of: changed)
        for (copy, field, source) in Self.copies { changed[copy] = try referred(by: field, of: changed)?[source] }
        guard changed != object else { return object }
        changed["version"] = .integer((object["version"]?.integer ?? 0) + 1)
        changed["lastUpdatedTime"] = .integer(now)
        return changed
    }

    /// Sets a field to what was sent: a null and, where all is replaced, an absent one clear it.
    private func set(_ parameter: Parameter, in object: inout JSONObject) throws(ServiceFault) {
        let value = fields[parameter.name] ?? .null
        guard value.isNull else { return object[parameter.name] = value }
        let update = Catalog.bundled["\(operation.resource).update"]
        if update?.body.first(where: { $0.name == parameter.name })?.isRequired == true {
            throw ServiceFault(400, "\(parameter.name) must have a value")
        }
        object[parameter.name] = parameter.type == .list ? [] : nil
    }

    private func checkReferences(of object: JSONObject) throws(ServiceFault) {
        for member in object {
            guard let resource = Self.references[member.key], let collection = org[resource] else { continue }
            for id in (member.value.array ?? [member.value]).compactMap(\.string) where collection.index(of: id) == nil
            {
                throw ServiceFault(400, "\(member.key): no \(resource) has the id \(id)")
            }
        }
    }

    private func referred(by field: String, of object: JSONObject) throws(ServiceFault) -> JSONObject? {
        guard let resource = Self.references[field], let collection = org[resource], let id = object[field]?.string,
            let index = collection.index(of: id)
        else { return nil }
        return collection.object(index)
    }
}
