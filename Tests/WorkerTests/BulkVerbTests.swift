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
            print(select(2, pcall(cc.team.bulk_delete, { 5 })))
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
                script.lua:7: team.bulk_delete: item 1 is neither an id nor a table with one
                script.lua:8: team.bulk_delete: batch is a whole number from 1, not 0
                script.lua:9: nothing.bulk_delete: Webex has no bulk form of this
                    change one at a time, with async.each

                """
        )
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
