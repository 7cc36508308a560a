import Catalog
import JSON

/// What a create, a PUT or a PATCH makes of an object.
///
/// The documents leave open what becomes of unknown fields: the check of the request refuses them, so that a slip of
/// the pen is found.
struct ObjectChange: Sendable {
    /// Fields that only the service sets, whatever is sent.
    static let ownFields = ["id", "organizationId", "version", "createdTime", "lastUpdatedTime"]

    private let org: Org
    private let plan: CollectionPlan
    private let fields: JSONObject
    /// The fields that a client may send.
    private let writable: [Parameter]
    /// Whether what is not mentioned goes, as with PUT.
    private let replaces: Bool

    /// Takes the body of a change that was checked against the catalog.
    ///
    /// - Parameters:
    ///   - fields: the object, or its changed fields.
    ///   - writable: the fields that a client may send.
    ///   - replaces: whether what is not mentioned goes, as with PUT.
    ///   - plan: what the catalog says of the resource.
    ///   - org: where references must lead.
    init(_ fields: JSONObject, writable: [Parameter], replaces: Bool, plan: CollectionPlan, org: Org) {
        self.fields = fields
        self.writable = writable
        self.replaces = replaces
        self.plan = plan
        self.org = org
    }

    /// A new object with an id.
    func created(id: String, now: Int64) -> JSONObject {
        var object = JSONObject()
        let stamps = ServiceStamps(id: id, org: org, now: now, plan: plan)
        for name in ["organizationId", "id", "version"] { object[name] = stamps[name] }
        // What clients must name by an id of their own keeps it.
        let isNamed = writable.contains { $0.name == "id" && $0.isRequired && !$0.isReadOnly }
        let unheeded = Set(Self.ownFields + writable.filter(\.isReadOnly).map(\.name))
        for member in fields {
            let isOwn = unheeded.contains(member.key) || member.key == plan.idField
            if !isOwn || (isNamed && member.key == "id") { object[member.key] = member.value }
        }
        for parameter in plan.shape?.fields ?? [] where object[parameter.name] == nil {
            object[parameter.name] = stamps[parameter.name] ?? stamps.required(parameter)
        }
        return ReferenceTable.withCopies(object, of: plan.resource, in: org)
    }

    /// The object as it is after the change; 400 when it cannot be so, 409 when it was changed meanwhile.
    func applied(to object: JSONObject, refusesStaleVersions: Bool, now: Int64) throws(ServiceFault) -> JSONObject {
        let id = object["id"]?.string?.lowercased()
        guard fields["id"] == nil || fields["id"]?.string?.lowercased() == id else {
            throw ServiceFault(400, "the id in the body is another than that of the object")
        }
        if replaces, refusesStaleVersions, let version = fields["version"], version != object["version"] {
            throw ServiceFault(409, "the object was changed meanwhile: its version is another")
        }
        var changed = object
        for parameter in writable
        where !parameter.isReadOnly && !Self.ownFields.contains(parameter.name) && parameter.name != plan.idField {
            guard replaces || fields[parameter.name] != nil else { continue }
            try set(parameter, in: &changed)
        }
        try ReferenceTable.check(changed, of: plan.resource, in: org)
        changed = ReferenceTable.withCopies(changed, of: plan.resource, in: org)
        guard changed != object else { return object }
        ServiceStamps.renew(&changed, now: now)
        return changed
    }

    /// Sets a field to what was sent: a null in a PATCH and, where all is replaced, an absent one clear it.
    private func set(_ parameter: Parameter, in object: inout JSONObject) throws(ServiceFault) {
        let value = fields[parameter.name] ?? .null
        guard value.isNull else { return object[parameter.name] = value }
        let update = Catalog.bundled["\(plan.resource).update"]
        if update?.writable.first(where: { $0.name == parameter.name })?.isRequired == true {
            throw ServiceFault(400, "\(parameter.name) must have a value")
        }
        let isKept = replaces && fields[parameter.name] != nil
        let empty: JSONValue? = if parameter.type == .list { [] } else { nil }
        object[parameter.name] = isKept ? JSONValue.null : empty
    }
}
