import Catalog
import JSON

/// A PATCH that tells steps instead of fields: `Operations` of SCIM, or a JSON Patch.
struct PatchSteps {
    private let asked: OperationCall

    init(_ asked: OperationCall) { self.asked = asked }

    /// The object after all steps; nil when the body tells fields.
    func applied(to object: JSONObject) throws(ServiceFault) -> JSONObject? {
        guard asked.operation.method == "PATCH" else { return nil }
        if let operations = asked.body?["Operations"] { return try SCIMPatch(operations).applied(to: object) }
        guard let steps = asked.body?.array else { return nil }
        var object = object
        for step in steps {
            guard let path = step["path"]?.string, path.hasPrefix("/"), path.count > 1 else {
                throw ServiceFault(400, "each step needs a path such as /firstName")
            }
            let parts = path.dropFirst().split(separator: "/").map(String.init)
            try apply(step["op"]?.string ?? "", parts, step["value"] ?? .null, to: &object)
        }
        return object
    }

    /// Does one step: to a field, or with a place behind it to an entry of its list.
    private func apply(
        _ word: String,
        _ path: [String],
        _ value: JSONValue,
        to object: inout JSONObject
    ) throws(ServiceFault) {
        guard let field = path.first, path.count <= 2 else {
            throw ServiceFault(400, "a path names a field, or an entry of a list")
        }
        let held = object[field]?.array
        switch (word, held, path.count) {
        case ("add", let entries?, _): object[field] = .array(entries + (value.array ?? [value]))
        case ("add", nil, _), ("replace", _, 1), ("update", _, 1): object[field] = value
        case ("replace", var entries?, 2), ("update", var entries?, 2):
            let place = try place(path[1], in: entries)
            entries[place] = value
            object[field] = .array(entries)
        case ("remove", var entries?, 2):
            entries.remove(at: try place(path[1], in: entries))
            object[field] = .array(entries)
        case ("remove", let entries?, 1) where !value.isNull:
            object[field] = .array(entries.filter { $0 != value })
        case ("remove", _, 1): object[field] = nil
        default: throw ServiceFault(400, "\(word) cannot be done at /\(path.joined(separator: "/"))")
        }
    }

    private func place(_ text: String, in entries: [JSONValue]) throws(ServiceFault) -> Int {
        guard let place = Int(text), entries.indices.contains(place) else {
            throw ServiceFault(400, "the list has no entry \(text)")
        }
        return place
    }
}
