import Testing
import Wire

/// Changes that share a request, against a service that answers a part of it, in any order.
@Suite("changes in bulk")
struct BulkTests {
    /// A host that knows `user.bulk_patch`, and answers each request for it as `answer` says of the identifiers of its items
    /// and of all its arguments.
    private func run(
        _ script: String,
        _ answer: @escaping (_ identifiers: [Int], _ arguments: String) -> Answer?
    ) throws -> TestHost {
        try TestHost.run(#"local async, cc = require "async", require "cc""# + "\n" + script) { _, request in
            let arguments = String(decoding: request.arguments, as: UTF8.self)
            switch request.name {
            case "describe": return .head(#"{"key":"email","bulk":{"patch":"user.bulk_patch"}}"#)
            case "call": return answer(Self.identifiers(arguments), arguments)
            default: return Answer(succeeded: true)
            }
        }
    }

    private static func identifiers(_ arguments: String) -> [Int] {
        arguments.split(separator: #""itemIdentifier":"#).dropFirst().compactMap { Int($0.prefix { $0.isNumber }) }
    }

    private static func done(_ identifier: Int) -> String { #"{"itemIdentifier":\#(identifier),"status":200}"# }

    private static func items(_ items: [String]) -> Answer {
        let body = #"{"items":[\#(items.joined(separator: ","))]}"#
        return .head(#"{"status":207,"tracking_id":"T"}"#, body: .json(Array(body.utf8)))
    }

    @Test("a full batch goes at once, what is left when no coroutine can go on")
    func sizes() throws {
        var sizes: [Int] = []
        let host = try run(
            """
            local list = {}
            for i = 1, 120 do list[i] = "u" .. i end
            async.each(list, { concurrency = 120 }, function(id)
                cc.user.patch(id, { mobile = "1" }, { bulk = true })
            end)
            print("done")
            """
        ) { identifiers, _ in
            sizes.append(identifiers.count)
            return Self.items(identifiers.map(Self.done))
        }
        #expect(host.printed == "done\n")
        #expect(sizes == [50, 50, 20])
    }

    @Test("what comes while a request is under way gathers until that is answered")
    func gathers() throws {
        let host = try TestHost()
        host.start(
            """
            local async, cc = require "async", require "cc"
            async.each({ "a", "b", "c", "d", "e" }, function(id)
                if id == "d" or id == "e" then async.sleep(1) end
                if id == "e" then async.sleep(2) end
                cc.user.patch(id, { mobile = "1" }, { bulk = true })
            end)
            """
        )
        var sleeping: [UInt64] = []
        var first: UInt64?
        var requests: [String] = []
        try host.serve { id, request in
            let arguments = String(decoding: request.arguments, as: UTF8.self)
            switch request.name {
            case "describe": return .head(#"{"bulk":{"patch":"user.bulk_patch"}}"#)
            case "sleep" where arguments.contains(":1}"):
                sleeping.append(id)
                return nil
            case "sleep":
                // By now d waits for a request, and nothing could go on before this answer.
                host.answer(id, Answer(succeeded: true))
                if let first { host.answer(first, Self.items([1, 2, 3].map(Self.done))) }
                return nil
            default:
                requests.append(arguments)
                guard first == nil else { return Self.items([1, 2].map(Self.done)) }
                first = id
                for id in sleeping { host.answer(id, Answer(succeeded: true)) }
                return nil
            }
        }
        #expect(host.ending?.outcome == .done)
        #expect(requests.count == 2)
        for id in ["a", "b", "c"] { #expect(requests.first?.contains(#""id":"\#(id)""#) == true) }
        for id in ["d", "e"] { #expect(requests.last?.contains(#""id":"\#(id)""#) == true) }
    }

    @Test("each change has its own outcome, whatever the order of the answer; one that is missing is in doubt")
    func outcomes() throws {
        let host = try run(
            """
            local told = async.map({ "a", "b", "c", "d" }, function(id)
                local ok, err = pcall(cc.user.patch, id, { mobile = "1" }, { bulk = true })
                return ok and id .. " ok" or table.concat({ id, err.kind, tostring(err.status), err.tracking_id, err.message }, " ")
            end)
            for _, line in ipairs(told) do print(line) end
            """
        ) { _, _ in
            Self.items([
                #"{"itemIdentifier":3,"status":400,"apiError":{"trackingId":"T3","error":{"key":"k","message":["no mobile",{"description":"at all"}]}}}"#,
                Self.done(4), #"{"itemIdentifier":99,"status":200}"#, #""odd""#, Self.done(1),
            ])
        }
        #expect(
            host.printed == """
                a ok
                b in_doubt 207 T the service's answer says nothing of this change
                c invalid 400 T3 no mobile; at all
                d ok

                """
        )
    }

    @Test("a request that is refused for one of its items is halved until that one alone fails")
    func halved() throws {
        var sizes: [Int] = []
        let host = try run(
            """
            local list = {}
            for i = 1, 8 do list[i] = { id = "u" .. i, mobile = i == 3 and "bad" or "1" } end
            for _, result in ipairs(cc.user.bulk_patch(list)) do
                print(result.id, result.ok, result.item.mobile, result.error and result.error.kind)
            end
            """
        ) { identifiers, arguments in
            sizes.append(identifiers.count)
            if arguments.contains("bad") { return .failure(#"{"kind":"invalid","message":"bad"}"#) }
            return Self.items(identifiers.reversed().map(Self.done))
        }
        #expect(sizes == [8, 4, 2, 2, 1, 1, 4])
        #expect(host.printed.contains("u3\tfalse\tbad\tinvalid\n"))
        #expect(host.printed.split(separator: "\n").filter { $0.contains("\ttrue\t1\tnil") }.count == 7)
    }

    @Test("a request that fails as a whole fails each of its changes, at the line of each")
    func failsWhole() throws {
        let host = try run(
            """
            async.each({ "a", "b" }, function(id)
                print(id, select(2, pcall(cc.user.patch, id, { mobile = "1" }, { bulk = true })))
            end)
            """
        ) { _, _ in .failure(#"{"kind":"unavailable","message":"gone"}"#) }
        #expect(
            host.printed == """
                a\tscript.lua:3: user.bulk_patch: gone
                b\tscript.lua:3: user.bulk_patch: gone

                """
        )
    }

    @Test("two changes of one object go in two requests, the second after the first is answered")
    func sameObject() throws {
        var requests: [String] = []
        _ = try run(
            """
            async.each({ "1", "2", "3" }, function(mobile) cc.user.patch("a", { mobile = mobile }, { bulk = true }) end)
            """
        ) { identifiers, arguments in
            requests.append(arguments)
            return Self.items(identifiers.map(Self.done))
        }
        #expect(requests.count == 3)
        for (request, mobile) in zip(requests, ["1", "2", "3"]) {
            #expect(request.contains(#""mobile":"\#(mobile)""#))
        }
    }

    @Test("a change that nobody waits for any more is not sent")
    func cancelled() throws {
        var requests: [String] = []
        let host = try run(
            """
            local task = async.spawn(cc.user.patch, "a", { mobile = "1" }, { bulk = true })
            local other = async.spawn(function()
                cc.user.find { email = "warm up" }
                cc.user.patch("b", { mobile = "1" }, { bulk = true })
            end)
            async.spawn(function() task:cancel() end):wait()
            print(pcall(task.wait, task))
            pcall(other.wait, other)
            """
        ) { identifiers, arguments in
            guard !arguments.contains("user.list") else {
                return .head(#"{"status":200}"#, body: .json(Array(#"{"data":[],"meta":{"totalPages":1}}"#.utf8)))
            }
            requests.append(arguments)
            return Self.items(identifiers.map(Self.done))
        }
        #expect(host.printed.hasPrefix("false\t"))
        #expect(requests.count == 1 && requests.first?.contains(#""id":"b""#) == true)
    }

    @Test("where there is no bulk form, that is said before anything is sent")
    func noBulkForm() throws {
        let host = try TestHost.run(
            """
            local cc = require "cc"
            print(pcall(cc.queue.patch, "q", { name = "x" }, { bulk = true }))
            """
        ) { _, request in request.name == "describe" ? .head(#"{"bulk":{}}"#) : Answer(succeeded: true) }
        #expect(host.printed.contains("queue.patch: Webex has no bulk form of this"))
        #expect(!host.log.contains { $0.hasPrefix("call") })
    }
}
