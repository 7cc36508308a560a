import Catalog
import JSON

/// One object in the form in which an operation answers with it.
struct ObjectAnswer {
    let plan: CollectionPlan
    let operation: Operation
    let org: Org

    /// The whole answer; nil when the operation has none.
    func value(_ object: JSONObject) -> JSONValue? {
        guard let answer = operation.success?.value else { return nil }
        let data = answer.fields.first { $0.name == "data" }
        guard let data, answer.fields.contains(where: { $0.name == "meta" }) else { return inside(object, answer) }
        var meta = JSONObject()
        for field in answer.fields.first(where: { $0.name == "meta" })?.fields ?? [] {
            let isOrg = ["organizationId", "orgId", "orgid"].contains(field.name)
            meta[field.name] = isOrg ? JSONValue.string(org.id) : object[field.name]
        }
        let value = inside(object, data)
        return ["meta": .object(meta), "data": data.type == .list ? [value] : value]
    }

    /// The object itself, where that is what the answer has, else what the answer tells of it.
    private func inside(_ object: JSONObject, _ shape: Parameter) -> JSONValue {
        let names = Set(shape.fields.map(\.name))
        let isObject = names.isEmpty || plan.idField.map(names.contains) != false
        if isObject {
            var whole = object
            for field in shape.fields where field.isRequired && whole[field.name] == nil {
                whole[field.name] = ShapeMaker(name: plan.resource).value(field)
            }
            return .object(whole)
        }
        let id = plan.idField.flatMap { object[$0] }
        let word = plan.resource.split(separator: "_").last.map(String.init) ?? ""
        var told = JSONObject()
        for field in shape.fields {
            if field.name == "\(word)Id", let id {
                told[field.name] = id
            } else if field.type == .list, field.fields.contains(where: { $0.name == plan.idField }) {
                told[field.name] = [.object(object)]
            } else {
                told[field.name] = object[field.name] ?? ShapeMaker(name: plan.resource).value(field)
            }
        }
        return .object(told)
    }
}
