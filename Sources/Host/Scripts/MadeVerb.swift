/// A verb that resources have in Lua beside the operations of the service, and the operations that it is made of.
package struct MadeVerb: Sendable {
    /// What scripts call: `find`.
    package let name: String
    /// The operations that it may call, by their verbs.
    ///
    /// A resource has the verb where it has the first of them; further ones it calls where they are there. None: it asks
    /// the service for nothing, and every resource has it.
    package let operations: [String]
    /// What it does; the name of the first of its operations ends the sentence.
    package let does: String

    private static let all = [
        MadeVerb(name: "each", operations: ["list", "get"], does: "walks all pages of"),
        // By fields in the place of an id, which goes by the name of an operation.
        MadeVerb(name: "get", operations: ["list", "get"], does: "finds one object by its fields with"),
        MadeVerb(name: "find", operations: ["list", "get"], does: "finds one object by its fields with"),
        MadeVerb(name: "lookup", operations: ["list", "get"], does: "turns one field into another with one walk of"),
        MadeVerb(name: "wait_for", operations: ["list", "get"], does: "waits until an object is there, asking"),
        MadeVerb(name: "ensure", operations: ["create", "list", "get"], does: "creates unless it is there, by"),
        MadeVerb(name: "as_new", operations: [], does: "makes a copy of an object without what the service fills in"),
        MadeVerb(name: "bulk_delete", operations: ["bulk_save"], does: "deletes many objects with"),
    ]

    /// What a resource has where a module of its own stands in the place of the verbs of all.
    ///
    /// Tasks are walked by time, and no other list of theirs is sure to end: `Worker/Lua/task_list.lua`.
    private static let exceptions: [String: Set<String>] = ["task": ["each"]]

    /// Those of a resource whose operations have these verbs, in the order in which a person is told of them.
    package static func all(of resource: String, with verbs: Set<String>) -> [MadeVerb] {
        all.filter { made in
            (made.operations.first.map(verbs.contains) ?? true)
                && (exceptions[resource]?.contains(made.name) ?? true)
        }
    }
}
