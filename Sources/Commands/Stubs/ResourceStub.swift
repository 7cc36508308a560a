import Catalog

/// The definitions of one resource: a class with a function for each operation, and for each verb of ours that it has.
struct ResourceStub {
    let module: Operation.Module
    let resource: String
    let operations: [Operation]

    /// The definitions of a resource with these operations, older versions left out.
    init(_ module: Operation.Module, _ resource: String, _ operations: [Operation]) {
        self.module = module
        self.resource = resource
        self.operations = operations
    }

    /// The name of the class.
    var name: String { "\(module.rawValue).\(resource)" }

    /// The text of the file; types that others share are added to `types`.
    func text(_ types: inout StubTypes) -> String {
        var functions = ""
        for operation in operations {
            functions += operation.verb == "references" ? references(operation) : function(operation, &types)
        }
        functions += madeVerbs(&types)
        return "---@meta\n\n\(types.takeOwn())---@class \(name)\nlocal \(local) = {}\n\(functions)\nreturn \(local)\n"
    }

    var local: String { LuaCallText.isWord(resource) ? resource : "resource" }

    func operation(_ verb: String) -> Operation? { operations.first { $0.verb == verb } }

    private func function(_ operation: Operation, _ types: inout StubTypes) -> String {
        let parameters = parameters(of: operation, &types)
        var text = "\n---\(operation.method) \(operation.path)\n"
        if operation.isDeprecated { text += "---@deprecated\n" }
        for parameter in parameters {
            text += "---@param \(parameter.name)\(parameter.isRequired ? "" : "?") \(parameter.type)\n"
        }
        if let answer = answer(of: operation, &types) { text += "---@return \(answer)\n" }
        if operation.verb == "get", self.operation("list") != nil, operation.pathIDs.count == 1 {
            text += "---@overload fun(where: table<string, any>): \(answer(of: operation, &types) ?? "any")\n"
        }
        return text + "function \(local).\(operation.verb)(\(parameters.map(\.name).joined(separator: ", "))) end\n"
    }

    /// What refers to an object: walked to its end, whatever the pages hold.
    private func references(_ operation: Operation) -> String {
        Self.function(
            "What refers to it: \(operation.method) \(operation.path)",
            ["---@param id string", "---@return fun(): patchbay.reference?"],
            "\(local).references(id)"
        )
    }

    private typealias Argument = (name: String, type: String, isRequired: Bool)

    private func parameters(of operation: Operation, _ types: inout StubTypes) -> [Argument] {
        var arguments = operation.pathIDs.map {
            (name: LuaCallText.isWord($0) ? $0 : "id", type: "string", isRequired: true)
        }
        let place = "\(name).\(operation.verb)"
        let query = operation.query + operation.givenHeaders
        if isBulk(operation) {
            arguments.append(("source", "patchbay.source<table>", true))
        } else if let content = operation.content {
            var type = types.type(of: content.value, at: "\(place).body")
            // What was read is written back, although it has fields that only an answer has.
            if operation.verb == "update", let read = sharedAnswer(of: "get", &types), read != type {
                type += " | \(read)"
            }
            arguments.append(("body", type, content.isRequired || content.value.fields.contains(where: \.isRequired)))
        } else {
            let type = query.isEmpty ? "table" : types.table(query, named: "\(place).parameters")
            arguments.append(("parameters", type, query.contains(where: \.isRequired)))
        }
        arguments.append(("options", options(of: operation), false))
        return arguments
    }

    /// Bulk operations take a source of items, and make the requests themselves.
    private func isBulk(_ operation: Operation) -> Bool { ["bulk_patch", "bulk_save"].contains(operation.verb) }

    private func options(of operation: Operation) -> String {
        switch operation.verb {
        case "list": "patchbay.list_options"
        case "patch": "patchbay.patch_options"
        case "bulk_patch", "bulk_save": "patchbay.bulk_options"
        default: "patchbay.options"
        }
    }

    /// The type of the answer of a verb where several operations share it.
    private func sharedAnswer(of verb: String, _ types: inout StubTypes) -> String? {
        guard let value = operation(verb)?.answers.first(where: { $0.value != nil })?.value, value.shape != nil else {
            return nil
        }
        return types.type(of: value, at: "\(name).\(verb).answer")
    }

    func answer(of operation: Operation, _ types: inout StubTypes) -> String? {
        if isBulk(operation) { return "patchbay.bulk_outcome[]" }
        guard let value = operation.answers.first(where: { $0.value != nil })?.value else { return nil }
        let place = "\(name).\(operation.verb).answer"
        guard operation.verb == "list", let path = operation.listPath, !path.isEmpty else {
            return types.type(of: value, at: place)
        }
        let list = value.fields.first { $0.name == path }
        return list.map { types.type(of: $0, at: place) } ?? "any[]"
    }

    static func function(_ about: String, _ lines: [String], _ head: String) -> String {
        "\n---\(about)\n" + lines.map { $0 + "\n" }.joined() + "function \(head) end\n"
    }
}
