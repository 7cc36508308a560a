import JSON
import Testing
import Wire

/// Saves and deletes of many objects.
@Suite("bulk saves and deletes")
struct BulkVerbTests {
    private static let facts = [
        "team": #"{"bulk":{"save":"team.bulk_save"}}"#, "entry": #"{"bulk":{"save":"entry.bulk_save"}}"#,
    ]

    private static func told(_ call: ScriptedCall, _ item: (Int64, JSONValue) -> String) -> Answer {
        let items = (call["items"]?.array ?? []).map { entry in
            let identifier = entry["itemIdentifier"]?.integer ?? -1
            return #"{"itemIdentifier":\#(identifier),\#(item(identifier, entry["item"] ?? .null))}"#
        }
        return .service(#"{"items":[\#(items.joined(separator: ","))]}"#, status: 207)
    }

    @Test("a save creates and updates, and tells the ids of what it created")
    func save() throws {
        let host = try TestHost.serve(
            """
            local results = cc.team.bulk_save { { name = "a" }, { id = "2", name = "b" }, { name = "bad" } }
            for _, result in ipairs(results) do print(result.ok, result.id, result.item.name, result.error and result.error.kind) end
            """,
            facts: Self.facts
        ) { call in
            #expect(call.operation == "team.bulk_save" && call["items"]?[0]?["requestAction"]?.string == "SAVE")
            return Self.told(call) { _, item in
                switch item["name"]?.string {
                case "a": #""status":201,"href":"/organization/o/team/new-1?x=y""#
                case "bad": #""status":409,"apiError":{"error":{"message":[{"description":"there is one"}]}}"#
                default: #""status":200,"href":"/organization/o/team/2""#
                }
            }
        }
        #expect(host.printed == "true\tnew-1\ta\tnil\ntrue\t2\tb\tnil\nfalse\tnil\tbad\tconflict\n")
    }

    @Test("what came from a list without its arrays is not saved; the others are")
    func incomplete() throws {
        let host = try TestHost.serve(
            """
            local listed = cc.team.list()
            local results = cc.team.bulk_save { { name = "new" }, listed[1], { name = "other" } }
            for _, result in ipairs(results) do print(result.ok, result.id, result.error) end
            """,
            facts: Self.facts
        ) { call in
            if call.operation == "team.list" { return .service(#"[{"id":"1"}]"#, #""omits_arrays":true"#) }
            #expect(call["items"]?.array?.count == 2)
            return Self.told(call) { _, _ in #""status":201"# }
        }
        #expect(
            host.printed == """
                true\tnil\tnil
                false\t1\tteam.bulk_save: it came from a list, and Webex leaves the arrays out of this list: written back, what it lacks would be erased
                    read it by its id, or list with { whole = true }
                true\tnil\tnil

                """
        )
    }

    @Test("a delete takes ids or objects, in batches of the size that is asked for, several under way")
    func delete() throws {
        var sizes: [Int] = []
        let host = try TestHost.serve(
            """
            local source = {}
            for i = 1, 7 do source[i] = i % 2 == 0 and { id = "t" .. i, name = "x" } or "t" .. i end
            local results = cc.team.bulk_delete(source, { batch = 3, timeout = "9s" })
            for i, result in ipairs(results) do assert(result.id == "t" .. i and result.item == source[i]) end
            print(#results, results[7].ok, results[4].error.kind)
            print(select(2, pcall(cc.team.bulk_delete, { "a" }, { batch = 0 })))
            print(select(2, pcall(cc.nothing.bulk_delete, { "a" })))
            """,
            facts: Self.facts
        ) { call in
            let items = call["items"]?.array ?? []
            sizes.append(items.count)
            #expect(call.option("timeout")?.string == "9s" && call.option("batch") == nil)
            #expect(items.allSatisfy { $0["requestAction"]?.string == "DELETE" && $0["item"]?["id"] != nil })
            #expect(call.option("strict")?.bool == false)
            return Self.told(call) { _, item in item["id"]?.string == "t4" ? #""status":412"# : #""status":204"# }
        }
        #expect(sizes == [3, 3, 1])
        #expect(
            host.printed == """
                7\ttrue\tin_use
                script.lua:7: team.bulk_delete: batch is a whole number from 1, not 0
                script.lua:8: nothing.bulk_delete: Webex has no bulk form of this
                    change one at a time, with async.each

                """
        )
    }

    @Test(
        "an item that is none fails by itself, and what was done before and after it is told",
        arguments: [
            ("patch", "5", "item 2 is no table with an id"),
            ("patch", "{ name = 'x' }", "item 2 is no table with an id"),
            ("save", "'x'", "item 2 is no table"), ("delete", "{}", "item 2 is neither an id nor a table with one"),
        ]
    )
    func badItem(action: String, item: String, message: String) throws {
        let host = try TestHost.serve(
            """
            local bad = \(item)
            local results = cc.team.bulk_\(action)({ { id = "1" }, bad, { id = "3" } }, { batch = 1 })
            for i, result in ipairs(results) do print(i, result.ok, result.id, result.error and result.error.kind) end
            print(results[2].item == bad, results[2].error.message)
            """,
            facts: ["team": #"{"bulk":{"save":"team.bulk_save","patch":"team.bulk_patch"}}"#]
        ) { Self.told($0) { _, _ in #""status":200"# } }
        #expect(
            host.printed == """
                1\ttrue\t1\tnil
                2\tfalse\tnil\tinvalid
                3\ttrue\t3\tnil
                true\t\(message)

                """,
            "\(host.ending?.message ?? "")"
        )
    }

    private static let denied = Answer.failure(#"{"kind":"denied","message":"no more changes","final":true}"#)

    @Test("a half that is denied leaves the other half's outcomes told, and nothing more is sent")
    func deniedHalf() throws {
        var sent: [Int] = []
        let host = try TestHost.serve(
            """
            local source = {}
            for i = 1, 6 do source[i] = { id = "t" .. i } end
            for _, result in ipairs(cc.team.bulk_save(source, { batch = 4 })) do
                print(result.id, result.ok, result.error and result.error.kind)
            end
            """,
            facts: Self.facts
        ) { call in
            let ids = (call["items"]?.array ?? []).compactMap { $0["item"]?["id"]?.string }
            sent.append(ids.count)
            if ids.count == 4 { return .failure(#"{"kind":"invalid","status":413,"message":"too large"}"#) }
            return ids.contains("t1") ? Self.told(call) { _, _ in #""status":200"# } : Self.denied
        }
        #expect(sent.reduce(0, +) == 10)
        #expect(
            host.printed == """
                t1\ttrue\tnil
                t2\ttrue\tnil
                t3\tfalse\tdenied
                t4\tfalse\tdenied
                t5\tfalse\tdenied
                t6\tfalse\tdenied

                """
        )
    }

    @Test("what is denied from the start is raised: there is nothing to tell")
    func denied() throws {
        var count = 0
        let host = try TestHost.serve(
            """
            local source = {}
            for i = 1, 9 do source[i] = "t" .. i end
            print(select(2, pcall(cc.team.bulk_delete, source, { batch = 1 })))
            """,
            facts: Self.facts
        ) { _ in
            count += 1
            return Self.denied
        }
        #expect(host.printed == "script.lua:4: team.bulk_save: no more changes\n")
        #expect(count < 9)
    }

    @Test("below another object, its id stands first")
    func nested() throws {
        let host = try TestHost.serve(
            #"print(cc.entry.bulk_save("book", { { name = "a" } })[1].ok)"#,
            facts: Self.facts
        ) {
            #expect($0.ids == ["book"])
            return Self.told($0) { _, _ in #""status":201"# }
        }
        #expect(host.printed == "true\n")
    }
}
