import JSON
import Testing
import Wire

/// Waiting for what is not there yet, against a service where it appears after some rounds.
@Suite("waiting for objects")
struct WaitingTests {
    private static let facts = [
        "user": #"{"key":"email","operations":{"list":{"ids":0,"paging":"page","query":["filter"]},"get":{"ids":1}}}"#,
        "scim_user": #"{"key":"userName","operations":{"list":{"ids":0,"paging":"scim","query":["filter"]}}}"#,
        "person": #"{"operations":{"list":{"ids":0,"paging":"link","query":["email"]}}}"#,
        "thing": #"{"operations":{"list":{"ids":0,"query":["page"]}}}"#,
    ]

    private static func users(_ emails: [String]) -> Answer {
        let objects = emails.map { #"{"id":"\#($0)","email":"\#($0)","active":true}"# }.joined(separator: ",")
        return .service("[\(objects)]", #""omits_arrays":true"#)
    }

    /// A service that has each user from the round on that its number says.
    private func wait(_ script: String) throws -> (host: TestHost, filters: [String]) {
        var filters: [String] = []
        let host = try TestHost.serve(script, facts: Self.facts) { call in
            if call.operation == "user.get" { return .service(#"{"id":"\#(call.ids[0])","teamIds":["t"]}"#) }
            filters.append(call["filter"]?.string ?? "")
            return Self.users(
                (1...3).map { "u\($0)" }.filter { $0.last.flatMap { Int(String($0)) } ?? 9 <= filters.count }
            )
        }
        return (host, filters)
    }

    @Test("all who wait share one request in each round, and each gets the whole object once it is there")
    func shared() throws {
        let (host, filters) = try wait(
            """
            local found = async.map({ "u1", "u2", "u3" }, function(email) return cc.user.wait_for { email = email } end)
            for _, user in ipairs(found) do print(user.id, user.teamIds[1]) end
            """
        )
        #expect(host.printed == "u1\tt\nu2\tt\nu3\tt\n", "\(host.ending?.message ?? "")")
        #expect(filters == [#"email=in=("u1","u2","u3")"#, #"email=in=("u2","u3")"#, #"email=="u3""#])
        #expect(host.asked("sleep") == [#"{"milliseconds":10000}"#, #"{"milliseconds":10000}"#])
    }

    @Test("who waits too long is told so, at its own line; the last look is at the end of its time")
    func late() throws {
        let (host, filters) = try wait(
            """
            local ok, err = pcall(cc.user.wait_for, { email = "nobody" }, { timeout = "25s" })
            print(err)
            print(err.kind, err.operation)
            """
        )
        let told = #"script.lua:2: user.wait_for: there is still no user with email "nobody" after 25s"#
        #expect(host.printed == told + "\ntimeout\tuser.wait_for\n")
        #expect(filters.count == 4)
        #expect(host.asked("sleep") == [10000, 10000, 5000].map { #"{"milliseconds":\#($0)}"# })
    }

    @Test("each has its own patience")
    func patience() throws {
        let (host, _) = try wait(
            """
            async.each({ { "u3", "2s", "1s" }, { "u9", "1s", "3s" } }, function(case)
                local ok, err = pcall(cc.user.wait_for, { email = case[1] }, { timeout = case[2], every = case[3] })
                print(case[1], ok or err.kind)
            end)
            """
        )
        #expect(host.printed == "u9\ttimeout\nu3\ttrue\n")
    }

    @Test("who comes while another rests is looked for at once, in its own rhythm, and the other keeps its own")
    func newcomer() throws {
        let host = try TestHost()
        host.start(
            """
            local cc, async = require "cc", require "async"
            async.all(function()
                print(cc.user.wait_for({ email = "u1" }, { every = "20s" }).id)
            end, function()
                async.sleep(1)
                print(select(2, pcall(cc.user.wait_for, { email = "u2" }, { timeout = "5s", every = "2s" })).kind)
            end)
            """
        )
        var filters: [String] = []
        var sleeps: [Int64] = []
        var coming: UInt64?
        var resting: UInt64?
        try host.serve { id, request in
            let arguments = try? JSONValue(parsing: request.arguments)
            switch request.name {
            case "describe": return .head(Self.facts["user"] ?? "")
            case "call":
                filters.append(arguments?["arguments"]?.array?.first?["filter"]?.string ?? "")
                return .service(filters.count > 5 ? #"[{"id":"1","email":"u1"}]"# : "[]")
            case "sleep":
                sleeps.append(arguments?["milliseconds"]?.integer ?? 0)
                switch sleeps.last {
                case 1: coming = id
                case 20000: resting = id
                default: return Answer(succeeded: true)
                }
                // The second comes once the first rests, and nobody ends that rest.
                if let coming, resting != nil { host.answer(coming, Answer(succeeded: true)) }
                return nil
            default: return Answer(succeeded: true)
            }
        }
        #expect(host.printed == "timeout\n1\n", "\(host.ending?.message ?? "")")
        #expect(filters == ["u1", "u2", "u2", "u2", "u2", "u1"].map { #"email=="\#($0)""# })
        #expect(sleeps.count == 6 && sleeps.dropFirst(2).prefix(3) == [2000, 2000, 1000])
        #expect(sleeps.last.map { $0 <= 15000 } == true)
        #expect(resting.map { host.cancelled.contains($0) } == true)
    }

    @Test("those with different rhythms share a request where the next look of both is near")
    func inStep() throws {
        let (host, filters) = try wait(
            """
            async.each({ { "slow", "21s", "20s" }, { "quick", "13s", "3s" } }, function(case)
                print(case[1], select(2, pcall(cc.user.wait_for, { email = case[1] }, { timeout = case[2], every = case[3] })).kind)
            end)
            """
        )
        #expect(host.printed == "quick\ttimeout\nslow\ttimeout\n")
        let asked = filters.map { filter in ["slow", "quick"].filter(filter.contains) }
        #expect(
            asked == [
                ["slow", "quick"], ["quick"], ["quick"], ["quick"], ["slow", "quick"], ["slow", "quick"], ["slow"],
            ]
        )
    }

    @Test("many are asked for in several filters, and several fields in one of them")
    func portions() throws {
        let (host, filters) = try wait(
            """
            local many = {}
            for i = 1, 230 do many[i] = "v" .. i end
            async.each(many, { concurrency = 230 }, function(email)
                pcall(cc.user.wait_for, { email = email }, { timeout = 0 })
            end)
            async.each({ "u1", "u2" }, function(email) cc.user.wait_for { email = email, active = true } end)
            """
        )
        #expect(host.ending?.outcome == .done, "\(host.ending?.message ?? "")")
        #expect(filters.count == 4)
        #expect(filters.prefix(3).map { $0.split(separator: ",").count } == [100, 100, 30])
        #expect(filters.last == #"(active==true;email=="u1"),(active==true;email=="u2")"#)
    }

    @Test("one list is walked for all where there is no filter; a parameter of the list asks for each")
    func unfiltered() throws {
        var asked: [String] = []
        let host = try TestHost.serve(
            """
            async.each({ "a", "b" }, function(name) cc.thing.wait_for { name = name } end)
            async.each({ "a", "b" }, function(email) webex.person.wait_for { email = email } end)
            async.each({ "a", "b" }, function(name) webex.scim_user.wait_for { userName = name } end)
            """,
            facts: Self.facts
        ) { call in
            asked.append(call.operation + String(decoding: call.tables[0].encoded(), as: UTF8.self))
            return .service(#"[{"id":"1","name":"a","userName":"a"},{"id":"2","name":"b","userName":"b"}]"#)
        }
        #expect(host.ending?.outcome == .done, "\(host.ending?.message ?? "")")
        #expect(
            asked == [
                "thing.list{}", #"person.list{"email":"a"}"#, #"person.list{"email":"b"}"#,
                #"scim_user.list{"filter":"userName eq \"a\" or userName eq \"b\""}"#,
            ]
        )
    }

    @Test("what keeps the list from being had is told to all who wait")
    func failing() throws {
        let host = try TestHost.serve(
            """
            async.each({ "a", "b" }, function(email)
                print(select(2, pcall(cc.user.wait_for, { email = email })))
            end)
            """,
            facts: Self.facts
        ) { _ in .failure(#"{"kind":"unavailable","message":"gone"}"#) }
        #expect(host.printed == "script.lua:3: user.list: gone\nscript.lua:3: user.list: gone\n")
    }

    @Test("a question that fails is a problem of its own waiters; whose object was found has it")
    func ownProblem() throws {
        let host = try TestHost.serve(
            """
            async.each({ "a", "b" }, function(email)
                local ok, value = pcall(webex.person.wait_for, { email = email })
                print(email, ok and value.id or value)
            end)
            async.each({ "u1", "u2" }, function(email)
                local ok, value = pcall(cc.user.wait_for, { email = email })
                print(email, ok and value.id or value)
            end)
            """,
            facts: Self.facts
        ) { call in
            if call["email"]?.string == "a" || call["page"] != nil {
                return .failure(#"{"kind":"unavailable","message":"gone"}"#)
            }
            let objects = #"[{"id":"1","email":"b"},{"id":"2","email":"u1"}]"#
            guard call.operation == "user.list" else { return .service(objects) }
            return .service(#"{"meta":{"totalPages":2},"data":\#(objects)}"#, #""paging":"page","list":"data""#)
        }
        let lines = host.printed.split(separator: "\n").sorted()
        #expect(
            lines == [
                "a\tscript.lua:3: person.list: gone", "b\t1", "u1\t2", "u2\tscript.lua:7: user.list: gone",
            ],
            "\(host.ending?.message ?? "")"
        )
    }

    @Test("what find finds by a field that the listed objects lack is found here too, by one and by several")
    func lacking() throws {
        var asked: [String] = []
        let host = try TestHost.serve(
            """
            print(webex.scim_user.wait_for { ["name.givenName"] = "Ann" }.id)
            local found = async.map({ "a", "b" }, function(email) return webex.scim_user.wait_for { ["emails.value"] = email } end)
            print(found[1].id, found[2].id)
            print(cc.user.wait_for { teamIds = "t" }.id)
            found = async.map({ "v", "w" }, function(skill) return cc.user.wait_for { skillIds = skill } end)
            print(found[1].id, found[2].id)
            """,
            facts: Self.facts
        ) { call in
            if call.operation == "user.get" { return .service(#"{"id":"\#(call.ids[0])"}"#) }
            let filter = call["filter"]?.string ?? ""
            asked.append(filter)
            let ids = ["Ann", "a", "b", "t", "v", "w"].filter { filter.contains("\"\($0)\"") }
            let objects = ids.map { #"{"id":"of \#($0)"}"# }.joined(separator: ",")
            return .service("[\(objects)]", call.operation == "user.list" ? #""omits_arrays":true"# : "")
        }
        #expect(
            host.printed == "of Ann\nof a\tof b\nof t\nof v\tof w\n",
            "\(host.ending?.message ?? "")"
        )
        #expect(asked.count == 8, "\(asked)")
    }

    @Test("nobody is waited for any more once it is cancelled")
    func cancelled() throws {
        let (host, filters) = try wait(
            """
            local task = async.spawn(cc.user.wait_for, { email = "nobody" })
            async.spawn(function() cc.user.wait_for { email = "u1" } task:cancel() end):wait()
            print(pcall(task.wait, task))
            cc.user.wait_for { email = "u3" }
            """
        )
        #expect(host.printed.hasPrefix("false\t"))
        #expect(filters.count == 3 && filters.last?.contains("nobody") == false, "\(filters)")
    }
}
