import Catalog
import Host

/// The verbs of a resource that are made of its operations.
extension ResourceStub {
    /// The functions of all of them that the resource has.
    func madeVerbs(_ types: inout StubTypes) -> String {
        var text = ""
        for made in MadeVerb.all(of: resource, with: Set(operations.map(\.verb))) {
            switch (made.name, made.operations.first.flatMap(operation)) {
            case ("as_new", _): text += copy(&types)
            case ("ensure", let create?): text += ensure(create, &types)
            case ("bulk_delete", _):
                text += Self.function(
                    "Deletes many; never raises for one of them.",
                    [
                        "---@param source patchbay.source<string | table>", "---@param options? patchbay.bulk_options",
                        "---@return patchbay.bulk_outcome[]",
                    ],
                    "\(local).bulk_delete(source, options)"
                )
            case (let verb, let list?): text += walk(verb, list, &types)
            default: break
            }
        }
        return text
    }

    private func ensure(_ create: Operation, _ types: inout StubTypes) -> String {
        let object = answer(of: create, &types) ?? "table"
        let body = create.content.map { types.type(of: $0.value, at: "\(name).create.body") } ?? "table"
        let ids = Self.ids(of: create)
        return Self.function(
            "Creates it unless there is one of that name; then that one, and false.",
            ids.map { "---@param \($0) string" } + [
                "---@param body \(body)", "---@param options? patchbay.options", "---@return \(object)",
                "---@return boolean created",
            ],
            "\(local).ensure(\((ids + ["body", "options"]).joined(separator: ", ")))"
        )
    }

    private func copy(_ types: inout StubTypes) -> String {
        let object = (operation("create") ?? operation("get")).flatMap { answer(of: $0, &types) } ?? "table"
        return Self.function(
            "A copy without what Webex fills in.",
            ["---@param object \(object)", "---@return \(object)"],
            "\(local).as_new(object)"
        )
    }

    private static func ids(of operation: Operation) -> [String] {
        operation.pathIDs.map { LuaCallText.isWord($0) ? $0 : "id" }
    }

    /// A verb that walks a list, or looks something up in it; empty for any other.
    private func walk(_ verb: String, _ list: Operation, _ types: inout StubTypes) -> String {
        let entries = answer(of: list, &types) ?? "any[]"
        let entry = entries.hasSuffix("[]") ? String(entries.dropLast(2)) : "any"
        let object = operation("get").flatMap { answer(of: $0, &types) } ?? entry
        let ids = Self.ids(of: list)
        let idLines = ids.map { "---@param \($0) string" }
        let query = list.query + list.headers
        let parameters = query.isEmpty ? "table" : "\(name).list.parameters"
        let optional = query.contains(where: \.isRequired) ? "" : "?"
        let takes = { (more: [String]) in "\(local).\(verb)(\((ids + more).joined(separator: ", ")))" }
        let whole = ["---@param where table<string, any>", "---@param options? patchbay.options"]
        switch verb {
        case "each":
            return Self.function(
                "All pages, one object at a time.",
                idLines + [
                    "---@param parameters\(optional) \(parameters)", "---@param options? patchbay.list_options",
                    "---@return fun(): \(entry)?",
                ],
                takes(["parameters", "options"])
            )
        // Where there is the operation too, that has an overload for it.
        case "get" where operation("get") == nil:
            return Self.function(
                "The one with these fields, whole.",
                idLines + whole + ["---@return \(object)"],
                takes(["where", "options"])
            )
        case "find":
            return Self.function(
                "The one with these fields, whole; nil where there is none.",
                idLines + whole + ["---@return \(object)?"],
                takes(["where", "options"])
            )
        case "lookup":
            return Self.function(
                "A function that turns a value of one field into the object, or into its field `give`.",
                idLines + [
                    "---@param field string", "---@param give? string | patchbay.lookup_options",
                    "---@param options? patchbay.lookup_options", "---@return fun(value: any): any",
                ],
                takes(["field", "give", "options"])
            )
        case "wait_for":
            return Self.function(
                "Waits until there is one with these fields.",
                idLines + [
                    "---@param where table<string, any>", "---@param options? patchbay.wait_options",
                    "---@return \(object)",
                ],
                takes(["where", "options"])
            )
        default: return ""
        }
    }
}
