import Catalog
import JSON

/// What the service writes into an object by itself: its id and org, its version, and when it was made and changed.
///
/// Times are milliseconds in the contact centre and text elsewhere; which, the catalog tells.
struct ServiceStamps {
    private static let firsts = ["createdTime", "createdAt", "createdDate", "created", "createTime", "createdDateTime"]
    private static let lasts = ["lastUpdatedTime", "updatedAt", "lastModifiedDate", "lastModified", "modifiedTime"]

    private let id: String
    private let org: Org
    private let now: Int64
    private let plan: CollectionPlan
    private let shapes: ShapeMaker

    init(id: String, org: Org, now: Int64, plan: CollectionPlan) {
        self.id = id
        self.org = org
        self.now = now
        self.plan = plan
        shapes = ShapeMaker(name: id)
    }

    /// The value of a field that the service sets on every object that has it; nil for others.
    subscript(name: String) -> JSONValue? {
        guard let field = plan.shape?.fields.first(where: { $0.name == name }) else { return nil }
        switch name {
        case plan.idField: return .string(id)
        case "organizationId", "orgId": return .string(org.id)
        case "version": return field.type == .integer ? JSONValue.integer(1) : JSONValue?.none
        default:
            guard Self.firsts.contains(name) || Self.lasts.contains(name) else { return nil }
            return Self.time(now, as: field.type)
        }
    }

    /// A value for a field that every object has although the client did not send it.
    func required(_ parameter: Parameter) -> JSONValue? {
        parameter.isRequired ? shapes.value(parameter) : JSONValue?.none
    }

    /// Counts the version of a changed object up and notes when that was.
    static func renew(_ object: inout JSONObject, now: Int64) {
        if let version = object["version"]?.integer { object["version"] = .integer(version + 1) }
        for name in lasts {
            switch object[name] {
            case .integer: object[name] = .integer(now)
            case .string: object[name] = time(now, as: .string)
            default: continue
            }
        }
    }

    private static func time(_ now: Int64, as type: Parameter.ValueType) -> JSONValue {
        type == .string ? .string(InstantText.iso(now)) : .integer(now)
    }
}
