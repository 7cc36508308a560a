import JSON
import Testing
import Wire

/// Objects found by their fields, in the words that each list understands.
@Suite("finding")
struct FindingTests {
    private static let facts = [
        "team":
            #"{"key":"name","operations":{"list":{"ids":0,"paging":"page","query":["filter","page"]},"get":{"ids":1}}}"#,
        "scim_user": #"{"key":"userName","operations":{"list":{"ids":0,"paging":"scim","query":["filter","count"]}}}"#,
        "person":
            #"{"key":"email","operations":{"list":{"ids":0,"paging":"link","query":["email","displayName","id"]}}}"#,
        "entry": #"{"operations":{"list":{"ids":1,"query":["filter"]},"get":{"ids":2}}}"#,
        "me": #"{"operations":{"get":{"ids":0,"query":["expand"]}}}"#,
    ]

    private static let objects = #"""
        [{"id":"1","name":"A \"b\"","userName":"x@y","displayName":"Ann","firstName":"A","emails":["x@y"]},
        {"id":"2","name":"other","userName":"x@yz","displayName":"Anna","firstName":"B","emails":["z@y"]}]
        """#

    private func find(_ script: String, _ answer: @escaping (ScriptedCall) -> Answer?) throws -> TestHost {
        try TestHost.serve(script, facts: Self.facts, answer)
    }

    @Test(
        "a filter is written in RSQL, in SCIM's words, or as parameters of the list",
        arguments: [
            (#"cc.team.find { name = 'A "b"' }"#, #"{"filter":"name=='A \"b\"'"}"#),
            (#"webex.scim_user.find { userName = "x@y" }"#, #"{"filter":"userName eq \"x@y\""}"#),
            (
                #"webex.scim_user.find { userName = "x@y", ["name.givenName"] = 'q"\\' }"#,
                #"{"filter":"name.givenName eq \"q\\\"\\\\\" and userName eq \"x@y\""}"#
            ),
            (#"webex.person.find { email = "x@y" }"#, #"{"email":"x@y"}"#),
            // A parameter may match the beginning of a name only: what comes is compared again.
            (#"webex.person.find { displayName = "Ann" }"#, #"{"displayName":"Ann"}"#),
            // What the list does not take is looked for in all of it.
            (#"webex.person.find { firstName = "A" }"#, "{}"),
        ]
    )
    func words(call: String, parameters: String) throws {
        var asked: [String] = []
        let host = try find("print((\(call)).id)") { call in
            asked.append(String(decoding: call.tables[0].encoded(), as: UTF8.self))
            let isEmail = call["email"] != nil
            return .service(isEmail ? #"[{"id":"1","emails":["X@Y"]}]"# : Self.objects)
        }
        #expect(host.printed == "1\n", "\(host.ending?.message ?? "")")
        #expect(asked == [parameters])
    }

    @Test("a filter that the service refuses is not sent again: the list is walked")
    func refusedFilter() throws {
        var asked: [String] = []
        let host = try find(#"print(cc.team.find { name = "other" }.id, cc.team.find { name = "nobody" })"#) { call in
            asked.append(call["filter"]?.string ?? "all")
            guard call["filter"] == nil else { return .failure(#"{"kind":"invalid","status":400,"message":"no"}"#) }
            return .service(Self.objects)
        }
        #expect(host.printed == "2\tnil\n")
        #expect(asked == [#"name=="other""#, "all", "all"])
    }

    @Test("near names are looked for in a few pages, however long the list is")
    func fewPages() throws {
        let host = try find(#"print(select(2, pcall(cc.team.get, { name = "nane49" })))"#) { call in
            guard call["filter"] == nil else { return .service("[]") }
            let page = call["page"]?.integer ?? 0
            let names = (page * 10..<page * 10 + 10).map { #"{"id":"\#($0)","name":"name\#($0)"}"# }
            let body = #"{"meta":{"totalPages":1000},"data":[\#(names.joined(separator: ","))]}"#
            return .service(body, #""paging":"page","list":"data""#)
        }
        #expect(host.printed.contains("there is no team with name \"nane49\"; did you mean name49"))
        #expect(host.asked("call").count == 6)
    }

    @Test("tasks can only be walked, and that is said of every other way of finding one")
    func tasks() throws {
        let verbs = ["find", "get", "lookup", "wait_for", "ensure", "as_new"]
        for verb in verbs {
            let host = try find(#"print(select(2, pcall(cc.task.\#(verb), { id = "x" })))"#) { _ in .service("{}") }
            let told = "script.lua:2: task.\(verb): tasks can only be walked: each, list\n"
            #expect(host.printed.hasPrefix(told), "\(host.printed)")
            #expect(host.asked("call").isEmpty)
        }
    }

    @Test("what was wrong before it was sent is no refusal of the filter")
    func invalidCall() throws {
        let host = try find(#"print(pcall(cc.team.find, { name = "other" }))"#) { _ in
            .failure(#"{"kind":"invalid","message":"no such option"}"#)
        }
        #expect(host.printed.contains("no such option"))
        #expect(host.asked("call").count == 1)
    }

    @Test("of an object that came without its arrays the filter is believed, and the whole object read")
    func leftOut() throws {
        let host = try find(#"print(cc.team.find { userIds = "u" }.userIds[1])"#) { call in
            if call.operation == "team.get" { return .service(#"{"id":"1","userIds":["u"]}"#) }
            return .service(#"[{"id":"1"}]"#, #""omits_arrays":true"#)
        }
        #expect(host.printed == "u\n")
        #expect(host.asked("call").count == 2)
    }

    @Test("below another object, its id stands first; a get by parameters alone stays one")
    func nested() throws {
        let host = try find(
            """
            print(cc.entry.get("book", { name = "other" }).id, cc.entry.get("book", "e").id, cc.me.get({ expand = "all" }).id)
            print(cc.entry.find("book", { name = "nobody" }), cc.entry.lookup("book", "name", "id")("other"))
            """
        ) { call in
            switch call.operation {
            case "entry.get":
                #expect(call.ids == ["book", "e"])
                return .service(#"{"id":"e"}"#)
            case "me.get":
                #expect(call["expand"]?.string == "all")
                return .service(#"{"id":"me"}"#)
            default:
                #expect(call.ids == ["book"])
                return .service(Self.objects)
            }
        }
        #expect(host.printed == "2\te\tme\nnil\t2\n", "\(host.ending?.message ?? "")")
    }

    @Test("what there is of a resource is asked once, and not by who only walks")
    func askedOnce() throws {
        let host = try find(
            """
            for _ in cc.team.each() do end
            cc.team.get("1")
            cc.team.update("1", { name = "x" })
            async.each({ 1, 2, 3 }, function() cc.team.find { name = "x" } cc.team.lookup("name", "id")("other") end)
            """
        ) { call in .service(call.operation == "team.list" ? Self.objects : #"{"id":"1"}"#) }
        #expect(host.ending?.outcome == .done, "\(host.ending?.message ?? "")")
        #expect(host.asked("describe") == [#"{"module":"cc","resource":"team"}"#] || host.asked("describe").count == 1)
    }
}
