import JSON

/// The operations of a SCIM PATCH: `{op: add|replace|remove, path?, value?}`, one after the other.
struct SCIMPatch: Sendable {
    private let operations: [JSONValue]

    /// Takes the `Operations` of a body; 400 when they are none.
    init(_ operations: JSONValue) throws(ServiceFault) {
        guard let operations = operations.array, !operations.isEmpty else {
            throw ServiceFault(400, "Operations must be a list that is not empty")
        }
        self.operations = operations
    }

    /// The object after all of them; 400 for one that cannot be carried out.
    func applied(to object: JSONObject) throws(ServiceFault) -> JSONObject {
        var object = object
        for operation in operations {
            let word = operation["op"]?.string?.lowercased() ?? ""
            guard ["add", "replace", "remove"].contains(word) else {
                throw ServiceFault(400, "op must be add, replace or remove")
            }
            guard let path = operation["path"]?.string else {
                guard word != "remove", let fields = operation["value"]?.object else {
                    throw ServiceFault(400, "without a path, value must be an object")
                }
                for member in fields { set(&object, member.key[...], word, member.value) }
                continue
            }
            // A schema's name in front of an attribute has points of its own.
            set(&object, path[...], word, operation["value"] ?? .null)
        }
        return object
    }

    private func set(_ object: inout JSONObject, _ path: Substring, _ word: String, _ value: JSONValue) {
        let start = path.hasPrefix("urn:") ? path.lastIndex(of: ":") ?? path.startIndex : path.startIndex
        let end = path[start...].firstIndex { $0 == "." || $0 == "[" } ?? path.endIndex
        let name = String(path[..<end])
        if end < path.endIndex, path[end] == "[" {
            let close = path[end...].firstIndex(of: "]") ?? path.index(before: path.endIndex)
            let condition = String(path[path.index(after: end)..<close])
            let rest = path[path.index(after: close)...].drop { $0 == "." }
            object[name] = .array(entries(object[name]?.array ?? [], condition, String(rest), word, value))
        } else if end < path.endIndex {
            var inner = object[name]?.object ?? JSONObject()
            set(&inner, path[path.index(after: end)...], word, value)
            object[name] = .object(inner)
        } else if word == "remove" {
            guard let removed = value.array, let held = object[name]?.array else { return object[name] = nil }
            let gone = removed.compactMap { $0["value"]?.string }
            object[name] = .array(held.filter { !gone.contains($0["value"]?.string ?? "") })
        } else if word == "add", let held = object[name]?.array {
            object[name] = .array(held + (value.array ?? [value]).filter { !held.contains($0) })
        } else if let held = object[name]?.object, let fields = value.object {
            object[name] = .object(held.merging(fields))
        } else {
            object[name] = value
        }
    }

    /// The entries of a list after a change of those that a condition such as `type eq "work"` names.
    private func entries(
        _ entries: [JSONValue],
        _ condition: String,
        _ field: String,
        _ word: String,
        _ value: JSONValue
    ) -> [JSONValue] {
        let filter = try? SCIMFilter(parsing: condition)
        let isNamed: (JSONValue) -> Bool = { entry in entry.object.map { filter?.matches($0) == true } == true }
        if word == "remove", field.isEmpty { return entries.filter { !isNamed($0) } }
        let changed = entries.map { entry -> JSONValue in
            guard isNamed(entry), var object = entry.object else { return entry }
            guard !field.isEmpty else { return .object(object.merging(value.object ?? JSONObject())) }
            object[field] = word == "remove" ? JSONValue?.none : value
            return .object(object)
        }
        guard word != "remove", !entries.contains(where: isNamed) else { return changed }
        let parts = condition.split(separator: " ")
        var entry = value.object ?? JSONObject()
        if parts.count == 3 { entry[String(parts[0])] = .string(parts[2].filter { $0 != "\"" }) }
        if !field.isEmpty { entry[field] = value }
        return changed + [.object(entry)]
    }
}
