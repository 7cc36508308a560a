import JSON
import Testing
import Wire

/// Verbs that are done of several operations, and what travels with a call.
@Suite("verbs")
struct VerbTests {
    private static let facts = [
        "team": #"{"key":"name","operations":{"list":{"ids":0,"query":["filter"]},"get":{"ids":1}}}"#,
        "person": #"{"key":"email","operations":{"list":{"ids":0,"query":["email"]}}}"#,
        "queue": #"{"read_only":["links"]}"#,
        "nameless": "{}",
    ]

    @Test("a module names itself in its calls, and its words reach the catalog as they stand")
    func modules() throws {
        let host = try TestHost.serve(
            #"""
            cc.user.reskill("u", { skillProfileId = "s" }, { timeout = "5s", strict = false })
            webex.license.assign { personId = "p" }
            print(pcall(function() return cc.person.fly() end))
            """#
        ) { call in
            if call.operation == "person.fly" {
                return .failure(#"{"kind":"invalid","message":"person.fly: is no operation of cc"}"#)
            }
            return .service(nil, status: 204)
        }
        let calls = host.asked("call").compactMap { try? JSONValue(parsing: Array($0.utf8)) }
        #expect(calls.map { $0["module"]?.string } == ["cc", "webex", "cc"])
        #expect(calls[0]["arguments"]?[0]?.string == "u" && calls[0]["arguments"]?[2]?["timeout"]?.string == "5s")
        #expect(calls[1]["arguments"]?.array?.count == 1)
        #expect(host.printed.contains("script.lua:4: person.fly: is no operation of cc"))
    }

    @Test("ensure creates, and gives what was there where that fails for its name; it changes nothing")
    func ensure() throws {
        var operations: [String] = []
        let host = try TestHost.serve(
            """
            local team, created = cc.team.ensure { name = "new" }
            print(team.id, created)
            team, created = cc.team.ensure { name = "old" }
            print(team.id, created)
            print(select(2, pcall(cc.team.ensure, { name = "lost" })))
            print(select(2, pcall(cc.team.ensure, { active = true })))
            print(select(2, pcall(cc.nameless.ensure, { name = "x" })))
            print(select(2, pcall(cc.team.ensure, { name = "bad" })))
            """,
            facts: Self.facts
        ) { call in
            operations.append(call.operation)
            switch (call.operation, call["name"]?.string) {
            case ("team.create", "new"): return .service(#"{"id":"1"}"#, status: 201)
            case ("team.create", "bad"): return .failure(#"{"kind":"invalid","status":400,"message":"no"}"#)
            case ("team.create", _): return .failure(#"{"kind":"conflict","status":409,"message":"there is one"}"#)
            default: return .service(call["filter"]?.string == #"name=="old""# ? #"[{"id":"2","name":"old"}]"# : "[]")
            }
        }
        #expect(
            host.printed == """
                1\ttrue
                2\tfalse
                script.lua:6: team.create: there is one (409)
                script.lua:7: team.ensure: the object has no name to find it by
                script.lua:8: nameless.ensure: nothing tells one nameless from another by itself
                    look with find, then create
                script.lua:9: team.create: no (400)

                """
        )
        #expect(operations.filter { $0 == "team.create" }.count == 4)
    }

    @Test("a person is there although the service said 400: it is found by its one address")
    func ensurePerson() throws {
        let host = try TestHost.serve(
            #"print(webex.person.ensure { emails = { "a@b" }, licenses = { "l" } }.id)"#,
            facts: Self.facts
        ) { call in
            if call.operation == "person.create" { return .failure(#"{"kind":"invalid","status":400,"message":"no"}"#) }
            #expect(call["email"]?.string == "a@b")
            return .service(#"{"items":[{"id":"p","emails":["a@b"]}]}"#, #""list":"items""#)
        }
        #expect(host.printed == "p\n", "\(host.ending?.message ?? "")")
    }

    @Test("references are asked for kind by kind, over all pages, and told in our names")
    func references() throws {
        let host = try TestHost.serve(
            """
            for reference in cc.queue.references("q") do print(reference.type, reference.id, reference.name) end
            for reference in cc.site.references("s") do print(reference.type, reference.id) end
            for _ in cc.skill.references("k") do print("none") end
            """
        ) { call in
            let paging = #""paging":"page","list":"data""#
            switch (call.operation, call["type"]?.string) {
            case ("queue.references", nil):
                return .service(
                    #"{"meta":{"referencedEntities":["agent-profile","flow-step"]},"data":[{"id":"9"}]}"#,
                    paging
                )
            case ("queue.references", "agent-profile"):
                let page = call["page"]?.integer ?? 0
                let body = #"{"meta":{"totalPages":2},"data":[{"id":"a\#(page)","name":"A"}]}"#
                return .service(body, paging)
            case ("queue.references", _): return .service(#"{"meta":{"totalPages":1},"data":[{"id":"f"}]}"#, paging)
            case ("site.references", _):
                let page = call["page"]?.integer ?? 0
                let body = #"{"meta":{"referencedEntities":["team"],"totalPages":2},"data":[{"id":"t\#(page)"}]}"#
                return .service(body, paging)
            default: return .service(#"{"meta":{"referencedEntities":[]},"data":[]}"#, paging)
            }
        }
        #expect(
            host.printed == """
                desktop_profile\ta0\tA
                desktop_profile\ta1\tA
                flow_step\tf\tnil
                team\tt0
                team\tt1

                """
        )
        #expect(host.asked("call").count == 7)
        #expect(host.asked("entities").count == 1)
    }

    @Test("as_new leaves out what Webex fills in, and keeps nulls, lists and ids that only name something")
    func asNew() throws {
        let host = try TestHost.serve(
            #"""
            local queue = cc.queue.get("q")
            local draft = cc.queue.as_new(queue)
            draft.name = "copy"
            cc.queue.create(draft)
            print(queue.name, queue.id, queue.skills[1].id)
            print(select(2, pcall(cc.queue.as_new, "q")))
            """#,
            facts: Self.facts
        ) { call in
            if call.operation == "queue.get" {
                return .service(
                    #"""
                    {"id":"q","version":3,"organizationId":"o","createdTime":1,"lastUpdatedTime":null,"name":"n","links":[],
                    "description":null,"agents":[{"id":"a","ciUserId":"c"}],"groups":[],"settings":{},
                    "skills":[{"id":"s","version":0,"organizationId":"o","skillId":"k","note":null}],
                    "resourceCollections":[{"id":"r","version":1,"organizationId":"o"}]}
                    """#
                )
            }
            let expected: JSONValue = [
                "name": "copy", "description": nil, "agents": [["id": "a", "ciUserId": "c"]], "groups": [],
                "settings": [:], "skills": [["skillId": "k", "note": nil]],
                "resourceCollections": [["id": "r", "version": 1, "organizationId": "o"]],
            ]
            #expect(call.tables.first == expected)
            return .service("{}", status: 201)
        }
        #expect(host.printed == "n\tq\ts\nscript.lua:7: queue.as_new takes an object, not a string\n")
    }

    @Test("what is read comes back as it was: integers beyond doubles, empty things, nulls")
    func roundTrip() throws {
        let odd = #"""
            {"big":9007199254740993,"min":-9223372036854775808,"one":1.0,"half":0.5,"empty":"","list":[],"object":{},
            "nested":[[],{},[{}],[[null]],null],"null":null,"emoji":"😀 \u0000\u2028é","quote":"\"\\/",
            "deep":{"list":[],"null":null,"object":{"object":{}}},"false":false}
            """#
        let host = try TestHost.serve(
            #"""
            local object = cc.thing.get("1")
            cc.thing.update("1", object)
            cc.request { method = "PUT", path = "/thing", body = object }
            webex.request { method = "GET", path = "/people", query = { max = 1 }, options = { all = true } }
            for _, found in ipairs(cc.thing.list()) do cc.thing.bulk_patch { found } end
            """#,
            facts: ["thing": #"{"bulk":{"patch":"thing.bulk_patch"}}"#]
        ) { call in
            let sent = try JSONValue(parsing: Array(odd.utf8)).lenient
            switch call.operation {
            case "thing.get": return .service(odd)
            case "thing.list": return .service(#"[{"id":"1","value":\#(odd)}]"#)
            case "thing.update": #expect(call.tables.first == sent)
            case "thing.bulk_patch":
                #expect(call["items"]?[0]?["item"]?["value"] == sent)
                return .service(#"{"items":[{"itemIdentifier":1,"status":200}]}"#, status: 207)
            default:
                if call.raw["method"]?.string == "PUT" {
                    #expect(call.raw["body"] == sent && call.raw["base"]?.string == "cc")
                } else {
                    #expect(call.raw["base"]?.string == "webex" && call.raw["query"]?["max"]?.integer == 1)
                    #expect(call.raw["options"]?["all"] == true)
                }
            }
            return .service(nil, status: 204)
        }
        #expect(host.ending?.outcome == .done, "\(host.ending?.message ?? "")")
        #expect(host.asked("call").count == 4 && host.asked("request").count == 2)
    }

    @Test("an answer of 206 is an error with the answer; one of 207 is an answer; one that was saved tells where")
    func statuses() throws {
        let host = try TestHost.serve(
            #"""
            local ok, err = pcall(webex.license.assign, { personId = "p" })
            print(ok, err.kind, err.status, err.tracking_id, err.answer.licenses[1])
            print(#cc.team.other().items)
            local file = cc.flow.export("f", {}, { save = "flow.json" })
            print(file.path, file.bytes)
            """#
        ) { call in
            switch call.operation {
            case "license.assign": .service(#"{"licenses":["l"]}"#, status: 206)
            case "team.other": .service(#"{"items":[1,2]}"#, status: 207)
            default: .service(nil, #""path":"/s/flow.json","bytes":7"#)
            }
        }
        #expect(host.printed == "false\tpartial\t206\tT\tl\n2\n/s/flow.json\t7\n")
    }

    @Test("options may stand behind the ids of a delete, and a table of Webex's still before them")
    func delete() throws {
        _ = try TestHost.serve(
            """
            cc.team.delete("1", { timeout = "5s" })
            cc.team.delete("2")
            webex.recording.delete("3", { hostEmail = "a@b" }, { strict = false })
            cc.dial_number.delete_all { all = true }
            """
        ) { call in
            switch call.ids.first {
            case "1": #expect(call.tables.count == 2 && call.option("timeout")?.string == "5s")
            case "2": #expect(call.tables.isEmpty)
            case "3": #expect(call["hostEmail"]?.string == "a@b" && call.option("strict")?.bool == false)
            default: #expect(call.option("all")?.bool == true)
            }
            return .service(nil, status: 204)
        }
    }

    @Test("a purge goes on until no further start is named")
    func purge() throws {
        let host = try TestHost.serve(
            """
            print(#cc.team.purge_inactive({ all = true }), #cc.team.purge_inactive({ nextStartId = "z" }, { all = true }))
            """
        ) { call in
            #expect(call.option("all")?.bool == true)
            let next = ["a b", "c"].first { $0 > call["nextStartId"]?.string ?? "" }
            let link = next.map { #"{"href":"/team/purge?x=1&nextStartId=\#($0 == "a b" ? "a%20b" : $0)"}"# } ?? ""
            return .service(#"{"code":200,"links":[\#(link)]}"#)
        }
        #expect(host.printed == "3\t1\n")
    }

    @Test("a search gives its data, and raises its errors though they come with 200")
    func search() throws {
        var answers = [
            #"{"data":{"task":{"tasks":[]}}}"#,
            #"{"errors":[{"message":"no such field"},{"message":"x"}],"data":null}"#,
            #"{"errors":[{"message":"Exception while fetching data"}],"data":{}}"#,
            #"{"errors":[{"message":"m","extensions":{"classification":"INTERNAL_ERROR"}}]}"#,
            #"{"errors":[],"data":{"a":1}}"#,
        ]
        let host = try TestHost.serve(
            #"""
            print(json.encode(cc.search("{ task }", { from = 1 })))
            for i = 1, 3 do
                local ok, err = pcall(cc.search, "{ task }")
                print(err.kind, err.status, err)
            end
            print(cc.search("{ a }").a)
            print(select(2, pcall(cc.search)))
            """#
        ) { call in
            #expect(call.operation == "task.search" && call.module == "cc")
            return .service(answers.removeFirst())
        }
        #expect(
            host.printed == """
                {"task":{"tasks":[]}}
                invalid\t200\tscript.lua:4: cc.search: no such field; x (200, tracking T)
                unavailable\t200\tscript.lua:4: cc.search: Exception while fetching data (200, tracking T)
                unavailable\t200\tscript.lua:4: cc.search: m (200, tracking T)
                1
                script.lua:8: cc.search takes a query and a table of variables, not a nil and a nil

                """
        )
    }
}

extension JSONValue {
    /// The value as Lua sends it: whole numbers without a point.
    fileprivate var lenient: JSONValue {
        switch self {
        case .number(let number): Int64(exactly: number).map { .integer($0) } ?? self
        case .array(let items): .array(items.map(\.lenient))
        case .object(let fields):
            .object(JSONObject(fields.map { JSONObject.Member(key: $0.key, value: $0.value.lenient) }))
        default: self
        }
    }
}
