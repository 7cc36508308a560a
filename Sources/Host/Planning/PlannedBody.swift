import Catalog
import JSON

/// What a change would make of an object, as far as the documents tell.
struct PlannedBody {
    /// The object as it would be.
    var object: JSONObject
    /// Fields of it that the service sets, and which are guessed.
    var guessed: [String]

    /// Fields that only the service sets, whatever is sent.
    static let stamps = ["version", "createdTime", "lastUpdatedTime", "created", "lastModified"]
    private static let changed = ["lastUpdatedTime", "lastModified"]

    /// The object that a create would make.
    ///
    /// - Parameters:
    ///   - operation: the create.
    ///   - body: what is sent.
    ///   - id: what stands for its id.
    ///   - organization: the org's id.
    ///   - now: milliseconds since 1970.
    init(created operation: Operation, body: JSONObject, id: String, organization: String, now: Int64) {
        var object = body
        object["id"] = .string(id)
        guessed = ["id"]
        for field in operation.answeredFields where object[field.name] == nil {
            switch field.name {
            case "version" where field.type == .integer: object[field.name] = 1
            case "createdTime", "lastUpdatedTime":
                guard field.type == .integer else { continue }
                object[field.name] = .integer(now)
            case "organizationId": object[field.name] = .string(organization)
            default: continue
            }
            guessed.append(field.name)
        }
        self.object = object
    }

    /// The object that a change would leave.
    ///
    /// - Parameters:
    ///   - operation: the change.
    ///   - form: how what is sent becomes the object.
    ///   - body: what is sent.
    ///   - before: the object as it is; nil where that is not known.
    ///   - now: milliseconds since 1970.
    init(
        changed operation: Operation,
        form: ChangedObject.Form,
        body: JSONObject,
        before: JSONObject?,
        now: Int64
    ) {
        var object = before ?? [:]
        switch form {
        case .whole: Self.replace(&object, with: body, as: operation.objectFields)
        case .fields: for field in body { Self.set(field.key, to: field.value, in: &object) }
        case .licenses: Self.assign(body, in: &object)
        case .unknown: break
        }
        guessed = []
        if let before, object != before {
            if let version = before["version"]?.integer {
                object["version"] = .integer(version + 1)
                guessed.append("version")
            }
            for name in Self.changed where before[name]?.integer != nil {
                object[name] = .integer(now)
                guessed.append(name)
            }
        }
        self.object = object
    }

    /// A field of the object that is not mentioned in a whole one is gone, but for what only the service sets.
    private static func replace(_ object: inout JSONObject, with body: JSONObject, as writable: [Parameter]) {
        for field in writable where !field.isReadOnly && field.name != "id" && !stamps.contains(field.name) {
            set(field.name, to: body[field.name] ?? .null, in: &object)
        }
        for field in body where !stamps.contains(field.key) && field.key != "id" {
            set(field.key, to: field.value, in: &object)
        }
    }

    /// Sets a field: null clears it.
    private static func set(_ name: String, to value: JSONValue, in object: inout JSONObject) {
        guard !["id", "organizationId"].contains(name), !stamps.contains(name) else { return }
        if !value.isNull { return object[name] = value }
        let isList = object[name]?.array != nil
        object[name] = isList ? JSONValue.array([]) : JSONValue?.none
    }

    private static func assign(_ body: JSONObject, in person: inout JSONObject) {
        var licenses = person["licenses"]?.array ?? []
        for entry in body["licenses"]?.array ?? [] {
            guard let id = entry["id"] else { continue }
            licenses.removeAll { $0 == id }
            if entry["operation"]?.string?.lowercased() != "remove" { licenses.append(id) }
        }
        person["licenses"] = .array(licenses)
    }
}

extension Operation {
    /// The fields of an object that it takes; of a request for many those of each.
    var objectFields: [Parameter] {
        guard countedLists == [BulkAnswer.list] else { return body }
        let entry = body.first { $0.name == BulkAnswer.list }
        return entry?.fields.first { $0.name == "item" }?.fields ?? []
    }
}
