import JSON
import Testing
import Wire

/// Lists in all the ways that the service has of cutting them into pages.
@Suite("paging")
struct PagingTests {
    /// What a walk over 25 objects told, and what it asked for: the parameters of each call, or the address it followed.
    private func walk(
        _ call: String = "cc.thing.each()",
        of total: Int = 25,
        _ answer: @escaping (ScriptedCall, _ all: Range<Int>) -> Answer
    ) throws -> (told: Int, asked: [String]) {
        var asked: [String] = []
        let host = try TestHost.serve(
            """
            local ids, last = 0, -1
            for object in \(call) do
                assert(tonumber(object.id) > last, object.id)
                ids, last = ids + 1, tonumber(object.id)
            end
            print(ids)
            """
        ) { call in
            asked.append(call.link ?? String(decoding: (call.tables.first ?? .null).encoded(), as: UTF8.self))
            return answer(call, 0..<total)
        }
        #expect(host.ending?.outcome == .done, "\(host.ending?.message ?? "")")
        return (Int(host.printed.dropLast()) ?? -1, asked)
    }

    private func page(_ call: ScriptedCall, _ all: Range<Int>, size: Int, by name: String = "page") -> Range<Int> {
        let start = Int(call[name]?.lenientInteger ?? 0) * size
        return all.clamped(to: start..<(start + size))
    }

    @Test("pages by number end with the total that the answer tells")
    func numbered() throws {
        let (told, asked) = try walk { call, all in
            let objects = Answer.objects(page(call, all, size: 10))
            return .service(#"{"meta":{"totalPages":"3"},"data":\#(objects)}"#, #""paging":"page","list":"data""#)
        }
        #expect(told == 25)
        #expect(asked == ["{}", #"{"page":1}"#, #"{"page":2}"#])
    }

    @Test("a bare list ends with an empty page, and not with a short one")
    func bare() throws {
        var sizes = [10, 3, 12]
        var start = 0
        let (told, asked) = try walk { _, all in
            let size = sizes.isEmpty ? 0 : sizes.removeFirst()
            defer { start += size }
            return .service(Answer.objects(start..<start + size), #""paging":"page","list":"""#)
        }
        #expect(told == 25)
        #expect(asked.count == 4)
    }

    @Test("objects without ids that come again are told once; two that are alike are two")
    func nameless() throws {
        var count = 0
        let host = try TestHost.serve(
            #"for object in cc.thing.each() do print(object.name) end"#
        ) { call in
            count += 1
            guard count < 9 else { return .failure(#"{"kind":"unavailable","message":"asked too often"}"#) }
            let second = call["page"] == nil ? "b" : "c"
            return .service(#"[{"name":"a"},{"name":"\#(second)"}]"#, #""paging":"page","list":"""#)
        }
        #expect(host.printed == "a\nb\na\nc\n", "\(host.ending?.message ?? "")")
        #expect(count == 3)
    }

    @Test("an export ends where it says last")
    func related() throws {
        let (told, asked) = try walk("cc.thing.each({}, { v = 1 })") { call, all in
            let part = page(call, all, size: 10)
            let body = #"{"rel":"\#(part.upperBound == 25 ? "last" : "next")","resources":\#(Answer.objects(part))}"#
            return .service(body, #""paging":"page","list":"resources""#)
        }
        #expect(told == 25)
        #expect(asked.count == 3)
    }

    @Test("flows go by page too, each page by its number")
    func flows() throws {
        let (told, asked) = try walk("cc.flow.each({ size = 10 })") { call, all in
            .service(Answer.objects(page(call, all, size: 10)), #""paging":"flow_page","list":"""#)
        }
        #expect(told == 25)
        #expect(asked.count == 4)
        #expect(asked.allSatisfy { $0.contains(#""size":10"#) } && asked.last?.contains(#""page":3"#) == true)
    }

    @Test("an address of the next page is followed as it stands, until there is none")
    func linked() throws {
        let (told, asked) = try walk("webex.person.each({ max = 10 })") { call, all in
            #expect(call.module == "webex" && call.operation == "person.list" && call["max"]?.integer == 10)
            let number = call.link.flatMap { Int($0.suffix(1)) } ?? 0
            let next = number < 2 ? #","next":"https://x/people?cursor=\#(number + 1)""# : ""
            let objects = Answer.objects(all.clamped(to: (number * 10)..<(number * 10 + 10)))
            return .service(#"{"items":\#(objects)}"#, #""paging":"link","list":"items""# + next)
        }
        #expect(told == 25)
        #expect(asked == [#"{"max":10}"#, "https://x/people?cursor=1", "https://x/people?cursor=2"])
    }

    @Test("SCIM counts from 1, and goes on by as many as came", arguments: [true, false])
    func scim(hasTotal: Bool) throws {
        let (told, asked) = try walk("webex.scim_user.each()") { call, all in
            let start = Int(call["startIndex"]?.lenientInteger ?? 1) - 1
            let part = all.clamped(to: start..<(start + 10))
            let total = hasTotal ? #""totalResults":25,"# : ""
            let body = #"{\#(total)"itemsPerPage":10,"Resources":\#(Answer.objects(part))}"#
            return .service(body, #""paging":"scim","list":"Resources""#)
        }
        #expect(told == 25)
        #expect(asked.count == (hasTotal ? 3 : 4))
        #expect(asked.dropFirst().first?.contains("11") == true && asked.dropFirst(2).first?.contains("21") == true)
    }

    @Test(
        "positions from 0 go on to the total, or to an empty page",
        arguments: [("offset", "offset", "total"), ("start", "start", "total"), ("offset", "offset", "none")]
    )
    func positions(style: String, parameter: String, total: String) throws {
        let (told, asked) = try walk { call, all in
            let start = Int(call[parameter]?.integer ?? 0)
            let objects = Answer.objects(all.clamped(to: start..<(start + 10)))
            return .service(#"{"\#(total)":25,"result":\#(objects)}"#, #""paging":"\#(style)","list":"result""#)
        }
        #expect(told == 25)
        #expect(asked.count == (total == "total" ? 3 : 4))
        #expect(asked.dropFirst().first == #"{"\#(parameter)":10}"#)
    }

    @Test("a mark that the service gives goes into the next request")
    func marked() throws {
        let (told, asked) = try walk { call, all in
            let number = call["next"]?.string.flatMap(Int.init) ?? 0
            let next = number < 2 ? #""next":"\#(number + 1)","# : ""
            let objects = Answer.objects(all.clamped(to: (number * 10)..<(number * 10 + 10)))
            return .service(#"{\#(next)"users":\#(objects)}"#, #""paging":"next","list":"users""#)
        }
        #expect(told == 25)
        #expect(asked == ["{}", #"{"next":"1"}"#, #"{"next":"2"}"#])
    }

    @Test("a list without pages comes whole, by one request")
    func whole() throws {
        let (told, asked) = try walk { _, all in .service(#"{"data":\#(Answer.objects(all))}"#, #""list":"data""#) }
        #expect(told == 25)
        #expect(asked.count == 1)
    }

    @Test(
        "a page that is asked for by its number or its position is that page alone",
        arguments: [("page", "page"), ("scim", "startIndex"), ("offset", "offset"), ("start", "start")]
    )
    func alone(style: String, parameter: String) throws {
        var count = 0
        let host = try TestHost.serve(
            """
            local n = 0
            for object in cc.thing.each { \(parameter) = 1 } do n = n + 1 end
            print(#cc.thing.list { \(parameter) = 1 }, n)
            """
        ) { call in
            count += 1
            #expect(call[parameter]?.integer == 1)
            return .service(#"{"data":[{"id":"1"},{"id":"2"}]}"#, #""paging":"\#(style)","list":"data""#)
        }
        #expect(host.printed == "2\t2\n")
        #expect(count == 2)
    }

    @Test("the next page is on its way while the script works on this one")
    func prefetched() throws {
        let host = try TestHost.serve(
            """
            local first = true
            for object in cc.thing.each() do
                if first then async.sleep(5) end
                first = false
            end
            """
        ) { call in
            let number = Int(call["page"]?.integer ?? 0)
            let objects = Answer.objects(number * 10..<number * 10 + 10)
            return .service(#"{"meta":{"totalPages":3},"data":\#(objects)}"#, #""paging":"page","list":"data""#)
        }
        let names = host.log.map { $0.prefix { $0 != " " } }
        // The second page is asked for together with the sleep, not behind it.
        #expect(names.prefix(3).contains("sleep") && names.prefix(3).filter { $0 == "call" }.count == 2)
        #expect(!host.log.contains { $0.hasPrefix("describe") })
    }

    @Test("other operations with pages are walked too; beside a body, the page stands in the query")
    func others() throws {
        let facts = ["user": #"{"operations":{"by_ids":{"ids":0,"body":true,"paging":"page","list":"data"}}}"#]
        let host = try TestHost.serve(
            """
            local ids = {}
            for user in cc.user.each({ ids = { "a" } }, { of = "by_ids", query = { x = 1 } }) do ids[#ids + 1] = user.id end
            print(#ids, #webex.group.list("g", nil, { of = "members" }))
            """,
            facts: facts
        ) { call in
            if call.operation == "group.members" {
                #expect(call.ids == ["g"])
                return .service(#"{"members":[{"id":"1"}],"totalResults":1}"#, #""paging":"scim","list":"members""#)
            }
            #expect(call.operation == "user.by_ids" && call["ids"] == ["a"] && call.tables[0].object?.count == 1)
            let query = call.option("query")
            #expect(query?["x"]?.integer == 1)
            let objects = Answer.objects(0..<2)
            let page = query?["page"]?.integer ?? 0
            return .service(
                #"{"meta":{"totalPages":2},"data":\#(page == 0 ? objects : "[]")}"#,
                #""paging":"page","list":"data""#
            )
        }
        #expect(host.printed == "2\t1\n", "\(host.ending?.message ?? "")")
    }

    @Test("an operation that answers no list is not sent to find that out")
    func unlisted() throws {
        let host = try TestHost.serve(
            #"print(select(2, pcall(cc.team.each, nil, { of = "purge_inactive", all = true })))"#,
            facts: ["team": #"{"operations":{"purge_inactive":{"ids":0,"paging":"start_id","safety":"delete"}}}"#]
        ) { _ in .service("{}") }
        #expect(
            host.printed == """
                script.lua:2: team.each: team.purge_inactive answers no list that could be walked
                    call cc.team.purge_inactive itself

                """
        )
        #expect(host.asked("call").isEmpty)
    }

    @Test("ids of the path stand before the parameters of a list")
    func nested() throws {
        let host = try TestHost.serve(
            """
            local n = 0
            for entry in cc.address_book_entry.each("book", { filter = "x" }) do n = n + 1 end
            print(n, #cc.address_book_entry.list("book"))
            """
        ) { call in
            #expect(call.ids == ["book"])
            return .service(Answer.objects(0..<2))
        }
        #expect(host.printed == "2\t2\n")
    }
}
