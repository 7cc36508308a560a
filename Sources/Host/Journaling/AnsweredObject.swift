import Catalog
import JSON

/// Where the object lies in what an operation answers: the answer itself, or a field beside what the service says of it.
extension Operation {
    /// The field of its answer that holds the object, `data` of `{ meta, data }`; nil where the answer is the object.
    var objectField: String? {
        guard let answer = answers.first?.value, answer.type == .object,
            !answer.fields.contains(where: { $0.name == "id" }),
            let data = answer.fields.first(where: { $0.name == "data" }), data.type == .object,
            data.fields.contains(where: { $0.name == "id" })
        else { return nil }
        return data.name
    }

    /// The fields that the object has which it answers.
    var answeredFields: [Parameter] {
        let fields = answers.first?.value?.fields ?? []
        guard let name = objectField else { return fields }
        return fields.first { $0.name == name }?.fields ?? []
    }

    /// The object in an answer, or in what was kept of one; nil where there is none.
    func object(in answer: JSONValue?) -> JSONObject? {
        guard let whole = answer?.object else { return nil }
        guard let name = objectField, whole["id"] == nil, let object = whole[name]?.object else { return whole }
        return object
    }

    /// The answer that has this object in it.
    func answer(of object: JSONObject) -> JSONObject {
        guard let name = objectField else { return object }
        var answer: JSONObject = [:]
        for field in answers.first?.value?.fields ?? [] where field.type == .object {
            answer[field.name] = field.name == name ? .object(object) : .object([:])
        }
        return answer
    }

    /// The bytes of the object in an answer.
    func objectBytes(in answer: [UInt8]) -> [UInt8] {
        guard let name = objectField, let range = JSONEntries.range(of: name, in: answer) else { return answer }
        return Array(answer[range])
    }
}
