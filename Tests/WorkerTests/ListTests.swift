import Testing
import Wire

/// Lists and walks of tasks, against a service that answers otherwise than it should.
@Suite("lists of a service that is not quite Webex")
struct ListTests {
    /// What the script says when each page of tasks is `answer`, or what it asks for makes it.
    private func walk(
        from: Int = 100,
        to: Int = 200,
        pageSize: Int = 1000,
        _ page: (_ arguments: String) -> String?
    ) throws -> TestHost {
        try TestHost.run(
            """
            local cc = require "cc"
            local ids = {}
            local ok, err = pcall(function()
                for task in cc.task.each { from = \(from), to = \(to), pageSize = \(pageSize) } do ids[#ids + 1] = task.id end
            end)
            print(#ids, table.concat(ids, " ", 1, math.min(#ids, 6)))
            if not ok then print(err.kind, err.status, err.message) end
            """
        ) { _, request in
            guard request.name == "call" else { return Answer(succeeded: true) }
            let body = page(String(decoding: request.arguments, as: UTF8.self))
            return .head(#"{"status":200,"tracking_id":"T"}"#, body: body.map { .json(Array($0.utf8)) } ?? .none)
        }
    }

    private static func task(_ id: Int, _ created: String) -> String {
        #"{"id":"\#(id)","attributes":{"createdTime":\#(created)}}"#
    }

    private static func page(_ tasks: [String]) -> String { #"{"data":[\#(tasks.joined(separator: ","))]}"# }

    /// The instant that a page was asked from.
    private static func start(_ arguments: String) -> Int {
        let digits = arguments.split(separator: #""from":"#).last?.prefix { $0.isNumber }
        return digits.flatMap { Int($0) } ?? 0
    }

    @Test(
        "what is no list of objects with ids and times is an error, not an empty list",
        arguments: [
            (#"{"meta":{}}"#, "the service answered no list of tasks"),
            (#""hello""#, "the service answered no list of tasks"),
            (#"{"data":"hello"}"#, "the service answered no list of tasks"),
            (#"{"data":{}}"#, "the service answered no list of tasks"),
            ("null", "the service answered no list of tasks"),
            ("5", "the service answered no list of tasks"),
            (nil, "the service answered no list of tasks"),
            (#"{"data":["a"]}"#, "item 1 of the service's list of tasks is no object"),
            (#"{"data":[null]}"#, "item 1 of the service's list of tasks is no object"),
            (#"{"data":[{"attributes":{"createdTime":150}}]}"#, "task 1 of the answer has no id"),
            (#"{"data":[{"id":"x","attributes":"y"}]}"#, "task x has no createdTime"),
        ] as [(String?, String)]
    )
    func wrongShapes(body: String?, message: String) throws {
        #expect(try walk { _ in body }.printed == "0\t\nunavailable\t200\t\(message)\n")
    }

    @Test(
        "an instant may be a number, its text, with a point, or ISO text",
        arguments: ["150", #""150""#, "150.0", #""1970-01-01T00:00:00.150Z""#]
    )
    func instants(created: String) throws {
        #expect(try walk { _ in Self.page([Self.task(7, created)]) }.printed == "1\t7\n")
    }

    @Test("an id may be a number")
    func numericIDs() throws {
        let printed = try walk { _ in #"[{"id":7,"attributes":{"createdTime":150}}]"# }.printed
        #expect(printed == "1\t7\n")
    }

    @Test("the same full page, whatever is asked, ends the walk with an error", arguments: [1000, 5])
    func sameAgain(pageSize: Int) throws {
        let full = Self.page((1...1000).map { Self.task($0, "\(100 + $0 / 11)") })
        let host = try walk(pageSize: pageSize) { _ in full }
        let told = "1000\t1 2 3 4 5 6\nunavailable\tnil\tthe service does not move on: asked from "
        #expect(host.printed.hasPrefix(told))
        #expect(host.log.filter { $0.hasPrefix("call") }.count < 10)
    }

    @Test("a millisecond with more tasks than a page holds is warned of once, and the walk goes on")
    func crowded() throws {
        let tasks = (1...1200).map { (id: $0, created: 150) } + [(id: 1201, created: 160)]
        let host = try walk { arguments in
            let start = Self.start(arguments)
            let page = tasks.filter { $0.created >= start }.prefix(1000)
            return Self.page(page.map { Self.task($0.id, "\($0.created)") })
        }
        #expect(host.printed == "1001\t1 2 3 4 5 6\n")
        let warning = "more than 1000 tasks were created in the millisecond 150"
        #expect(host.log.filter { $0.contains(warning) }.count == 1)
    }

    @Test("a bare list that has no pages is told once")
    func unpaged() throws {
        let source = "local n = 0 for _ in require('cc').team.each() do n = n + 1 end print(n)"
        let host = try TestHost.run(source) { _, _ in .head("{}", body: .json(Array(#"[{"id":1},{"id":2}]"#.utf8))) }
        #expect(host.printed == "2\n")
    }

    @Test(
        "captures that are no lists of objects are an error",
        arguments: [
            (#"{"meta":{}}"#, "the service answered no list of captures"),
            (#"{"data":[5]}"#, "item 1 of the service's list of captures is no object"),
            (#"{"data":[{"taskId":"t","recording":{}}]}"#, "the service answered no list of recordings"),
            (#"{"data":[{"taskId":"t","recording":[[]]}]}"#, "item 1 of the service's list of recordings is no object"),
        ]
    )
    func captures(body: String, message: String) throws {
        let source = "for _ in require('recordings').captures { { id = 't', started = 1 } } do print('one') end"
        let host = try TestHost.run(source) { _, _ in .head("{}", body: .json(Array(body.utf8))) }
        #expect(host.ending?.message.hasPrefix("script.lua:1: capture.query: \(message)") == true)
        #expect(host.printed == "")
    }

    @Test("rows that a final error leaves undone are told as let go, begun or not")
    func letGo() throws {
        let host = try TestHost.run(
            """
            local run, fs = require "run", require "fs"
            pcall(run.rows, { "bad", "asked", "new" }, { key = function(item) return item end, concurrency = 9 }, function(item)
                fs.exists(item)
                if item == "bad" then error { message = "no room", final = true } end
            end)
            """
        ) { id, request in
            let arguments = String(decoding: request.arguments, as: UTF8.self)
            if request.name == "rows_begin" { return .head(#"{"id":1}"#) }
            return arguments.contains("bad") || request.name != "file_exists" ? .head(#"{"exists":true}"#) : nil
        }
        let rows = host.log.filter { $0.hasPrefix("row ") }
        #expect(rows.count == 3)
        #expect(rows.first?.contains(#""error":"no room""#) == true && rows.first?.contains("let_go") == false)
        for row in rows.dropFirst() {
            #expect(row.contains(#""error":"not done: the run ended early""#) && row.contains(#""let_go":true"#))
            #expect(row.contains(#""status":"failed""#))
        }
    }
}
