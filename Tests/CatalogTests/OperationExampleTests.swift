import JSON
import Testing

@testable import Catalog

/// Examples, of every operation there is.
@Suite struct OperationExampleTests {
    private static let names = Catalog.bundled.names

    private func check(_ name: String, isFilled: Bool) throws {
        let operation = try Catalog.bundled.operation(named: name)
        let example = OperationExample(of: operation, isFilled: isFilled)
        #expect(example.ids.count == operation.pathIDs.count, "\(name)")
        let parameters = example.query.map { ($0.key, $0.value) } + example.headers.map { ($0.key, $0.value) }
        #expect(throws: Never.self, "\(name)") {
            try Catalog.bundled.check(operation, query: parameters, body: example.body)
        }
        #expect((example.body != nil) == (operation.content != nil), "\(name)")
    }

    @Test(arguments: names) func `what an operation needs passes its own check`(name: String) throws {
        try check(name, isFilled: false)
    }

    @Test(arguments: names) func `and so does all that it may be given`(name: String) throws {
        try check(name, isFilled: true)
    }

    @Test func `the same operation gives the same example`() throws {
        for name in Self.names {
            let operation = try Catalog.bundled.operation(named: name)
            #expect(OperationExample(of: operation) == OperationExample(of: operation))
        }
    }

    @Test(arguments: [
        ("user.list", "local users = cc.user.list()"),
        ("user.list@1", "local users = cc.user.list({}, { v = 1 })"),
        ("task.list", "local tasks = cc.task.list { from = 1763200800000 }"),
        (
            "user.patch",
            """
            local user = cc.user.patch("\(ExampleText.uuid(of: "user"))", {
                firstName = "Jane",
                lastName = "Doe",
            })
            """
        ),
        ("dial_number.delete_all", "cc.dial_number.delete_all({}, { all = true })"),
        ("team.delete", #"cc.team.delete("\#(ExampleText.uuid(of: "team"))")"#),
        ("user.get", #"local user = cc.user.get("\#(ExampleText.uuid(of: "user"))")"#),
    ]) func `the Lua of an example is what a person would write`(name: String, lua: String) throws {
        #expect(OperationExample(of: try Catalog.bundled.operation(named: name)).lua == lua)
    }

    @Test func `long tables take a line for each field, and odd keys and texts are quoted`() throws {
        let operation = try Catalog.bundled.operation(named: "team.create")
        let text = LuaCallText(operation).statement(arguments: [
            ["name": "A \"B\"\n\\", "end": true, "empty": [], "none": nil, "half": 0.5, "inner": ["x": [1, 2]]]
        ])
        #expect(
            text == """
                local team = cc.team.create {
                    name = "A \\"B\\"\\n\\\\",
                    ["end"] = true,
                    empty = {},
                    none = cc.null,
                    half = 0.5,
                    inner = { x = { 1, 2 } },
                }
                """
        )
    }

    @Test func `of a request for many a script gives the objects alone`() throws {
        let operation = try Catalog.bundled.operation(named: "team.bulk_save")
        let example = OperationExample(of: operation)
        #expect(example.lua.hasPrefix("local outcomes = cc.team.bulk_save {\n    {\n        name = "), "\(example.lua)")
        let item = example.body?["items"]?[0]
        #expect(item?["itemIdentifier"] == 1 && item?["requestAction"] == "SAVE" && item?["item"]?["name"] != nil)
    }

    @Test func `no line is wider than a page, and no body is empty`() throws {
        for operation in Self.names.compactMap({ Catalog.bundled[$0] }) {
            let example = OperationExample(of: operation)
            #expect(example.lua.split(separator: "\n").allSatisfy { $0.count <= 120 }, "\(example.lua)")
            let isEmpty = example.body?.object?.isEmpty ?? example.body?.array?.isEmpty ?? false
            #expect(!isEmpty || operation.body.allSatisfy(\.isReadOnly), "\(operation.name)")
        }
    }

    @Test func `what empties a collection is permitted in so many words`() throws {
        for operation in Self.names.compactMap({ Catalog.bundled[$0] }) where operation.erases == .always {
            #expect(OperationExample(of: operation).options["all"] == true, "\(operation.name)")
        }
    }

    @Test func `a field that says whether all is erased counts unless it is null or false`() throws {
        let purge = try Catalog.bundled.operation(named: "recording.purge")
        for value: JSONValue in [true, "yes", 1] {
            #expect(purge.isErasing([:], ["purgeAll": value]) && purge.isErasing(["purgeAll": value], nil), "\(value)")
        }
        for value: JSONValue in [false, .null] {
            #expect(!purge.isErasing(["purgeAll": value], ["purgeAll": value]), "\(value)")
        }
        #expect(!purge.isErasing([:], nil))
    }
}
