import Testing
import Wire

@Suite("the worker's loop")
struct LoopTests {
    @Test("what is printed, logged, asked and raised arrives in order")
    func order() throws {
        let host = try TestHost.run(
            """
            local log, async = require "log", require "async"
            print("one", nil, true, 1.5)
            log.info("two", { a = 1 })
            async.sleep("1s")
            log.error("three")
            error("four")
            """
        )
        #expect(host.printed == "one\tnil\ttrue\t1.5\n")
        #expect(host.log.count == 3)
        #expect(host.log[0].contains(#""text":"two""#) && host.log[0].contains(#""level":"info""#))
        #expect(host.log[1] == #"sleep {"milliseconds":1000}"#)
        #expect(host.log[2].contains(#""text":"three""#))
        #expect(
            host.ending
                == Ending(.failed, message: "script.lua:6: four", traceback: "    script.lua:6: in the main chunk")
        )
        #expect(try host.wait() == 0)
    }

    @Test("a syntax error ends the script with its line")
    func syntax() throws {
        let host = try TestHost.run("print(1)\nlocal = 5")
        #expect(host.ending?.outcome == .failed)
        #expect(host.ending?.message == "script.lua:2: <name> expected near '='")
        #expect(host.printed == "")
    }

    @Test("no more than a thousand effects are under way; the others wait their turn, in order")
    func backPressure() throws {
        let host = try TestHost()
        host.start(
            """
            local async = require "async"
            local done = 0
            for i = 1, 3500 do async.spawn(function() async.sleep(i) done = done + 1 end) end
            async.spawn(function() print("all started") end):wait()
            """
        )
        var asked: [UInt64] = []
        var most = 0
        // Nothing is answered until the worker has nothing more to say; then one answer brings one effect.
        try host.serve(until: { asked.count == 1000 }) { id, _ in
            asked.append(id)
            return nil
        }
        host.answer(asked.removeFirst(), Answer(succeeded: true))
        try host.serve(until: { !asked.isEmpty && asked.count == 1000 }) { id, _ in
            asked.append(id)
            return nil
        }
        most = host.mostOpen
        for id in asked { host.answer(id, Answer(succeeded: true)) }
        try host.serve { id, request in
            most = max(most, host.open.count)
            return Answer(succeeded: true)
        }
        #expect(most <= 1000)
        #expect(host.printed == "all started\n")
        #expect(host.ending?.outcome == .done)
        #expect(host.log.count == 3500)
        #expect(host.log.first == #"sleep {"milliseconds":1}"#)
        #expect(host.log.last == #"sleep {"milliseconds":3500}"#)
    }

    @Test("answers may come in any order")
    func anyOrder() throws {
        let host = try TestHost()
        host.start(
            """
            local async, fs = require "async", require "fs"
            local all = async.map({ 1, 2, 3, 4, 5 }, function(i) return i .. "=" .. tostring(fs.exists(tostring(i))) end)
            print(table.concat(all, " "))
            """
        )
        var asked: [UInt64] = []
        try host.serve(until: { asked.count == 5 }) { id, _ in
            asked.append(id)
            return nil
        }
        for (position, id) in asked.enumerated().reversed() {
            host.answer(id, .head(#"{"exists":\#(position % 2 == 0)}"#))
        }
        try host.serve()
        #expect(host.printed == "1=true 2=false 3=true 4=false 5=true\n")
    }

    @Test("a cancelled wait raises, and the host is told; its answer, coming late, reaches nobody")
    func cancel() throws {
        let host = try TestHost()
        host.start(
            """
            local async = require "async"
            local task = async.spawn(function() async.sleep("1h") end)
            async.sleep(1)
            task:cancel()
            local ok, err = pcall(task.wait, task)
            print(ok, err.kind, err)
            async.sleep(2)
            """
        )
        var long: UInt64 = 0
        try host.serve { id, request in
            if String(decoding: request.arguments, as: UTF8.self).contains("3600000") {
                long = id
                return nil
            }
            if host.cancelled == [long] { host.answer(long, .head(#""late""#)) }
            return Answer(succeeded: true)
        }
        #expect(host.cancelled == [long])
        #expect(
            host.printed == "false\tcancelled\tscript.lua:2: async.sleep: cancelled: nobody waits for it any more\n"
        )
        #expect(host.ending?.outcome == .done)
    }

    @Test("a cancelled effect that has not gone out never goes out")
    func cancelHeld() throws {
        let host = try TestHost()
        host.start(
            """
            local async = require "async"
            local tasks = {}
            for i = 1, 1003 do tasks[i] = async.spawn(async.sleep, i) end
            async.spawn(function() tasks[1002]:cancel() print("cancelled") end):wait()
            """
        )
        try host.serve(until: { host.printed == "cancelled\n" }) { _, _ in nil }
        for id in host.open { host.answer(id, Answer(succeeded: true)) }
        try host.serve()
        #expect(host.cancelled == [])
        #expect(host.log.count == 1002)
        #expect(!host.log.contains(#"sleep {"milliseconds":1002}"#))
        #expect(host.log.contains(#"sleep {"milliseconds":1003}"#))
        #expect(host.ending?.outcome == .done)
    }

    @Test("coroutines that wait for one another are told, at the script's own line")
    func stuck() throws {
        let host = try TestHost.run(
            """
            local async = require "async"
            local a, b
            a = async.spawn(function() b:wait() end)
            b = async.spawn(function() a:wait() end)
            a:wait()
            """
        )
        #expect(host.ending?.outcome == .failed)
        #expect(host.ending?.message == "script.lua:5: every coroutine waits for another one, and none can go on")
        #expect(host.ending?.value.isEmpty == false)
    }

    @Test("an answer that is no JSON is an error of the call, with its line; where it cannot wait is said as before")
    func malformedAnswer() throws {
        let host = try TestHost.run(
            """
            local cc = require 'cc'
            local ok, err = pcall(function()
                local user = cc.user.get('1') end)
            print(ok, err.kind, err.operation, err.hint:match("address of Webex"))
            print(err)
            print(select(2, pcall(table.sort, { 1, 2 }, function() cc.user.get('1') end)))
            cc.user.get('1')
            """
        ) { _, _ in
            .head(#"{"status":200}"#, body: .json(Array("<html>".utf8)))
        }
        let lines = host.printed.split(separator: "\n").map(String.init)
        #expect(lines.first == "false\tunavailable\tuser.get\taddress of Webex")
        let told = "user.get: the answer is no JSON (line 1, column 1"
        let sorted = "cannot wait inside table.sort: ask before it, and use the answer inside it"
        #expect(lines.dropFirst().first?.hasPrefix("script.lua:3: " + told) == true)
        #expect(lines.last == "script.lua:6: " + sorted)
        #expect(host.ending?.message.hasPrefix("script.lua:7: " + told) == true)
    }

    @Test("what an answer's body holds arrives as it is")
    func bodies() throws {
        let host = try TestHost.run(
            """
            local cc, fs = require "cc", require "fs"
            local user = cc.user.get("1")
            print(user.id, math.type(user.n), user.none, #user.list, #fs.read("x"))
            """
        ) { _, request in
            switch request.name {
            case "call": .head("{}", body: .json(Array(#"{"id":"u","n":5,"none":null,"list":[]}"#.utf8)))
            case "file_open": .head(#"{"id":1}"#)
            default: .head(#"{"ended":true}"#, body: .bytes([0, 255, 10]))
            }
        }
        #expect(host.printed == "u\tinteger\tnil\t0\t3\n")
    }

    @Test("an effect that fails raises at the script's line, with what the host said")
    func failedEffect() throws {
        let source =
            "local cc = require 'cc'\nlocal ok, e = pcall(cc.user.get, '1') print(ok, e.kind, e.status, e)\ncc.user.get('2')"
        let host = try TestHost.run(source) { _, _ in
            .failure(
                #"{"kind":"not_found","message":"no such user","status":404,"tracking_id":"T","operation":"user.get","hint":"look"}"#
            )
        }
        let text = "user.get: no such user (404, tracking T)\n    look"
        #expect(host.printed == "false\tnot_found\t404\tscript.lua:2: \(text)\n")
        #expect(host.ending?.message == "script.lua:3: \(text)")
        let value = String(decoding: host.ending?.value ?? [], as: UTF8.self)
        #expect(value.contains(#""kind":"not_found""#))
    }

    @Test("an error that is a table says its message or its fields, never where it lies in memory")
    func tableErrors() throws {
        func message(_ value: String) throws -> String? { try TestHost.run("error(\(value))").ending?.message }
        #expect(try message("{ code = 5 }") == #"{"code":5}"#)
        #expect(try message("{ message = 'broken' }") == "broken")
        #expect(try message("{ print }") == "an error that cannot be shown as text")
        #expect(try message("setmetatable({ a = 1 }, { __tostring = function() return 'mine' end })") == "mine")
    }

    @Test("what was spawned and failed unheard ends the script at its end")
    func unheard() throws {
        let host = try TestHost.run("require('async').spawn(function() error('lost') end)\nprint('end')")
        #expect(host.printed == "end\n")
        #expect(host.ending?.message == "script.lua:1: lost")
    }

    @Test("tens of thousands of coroutines take their turns")
    func many() throws {
        let host = try TestHost.run(
            """
            local async, count = require "async", 0
            local numbers = {} for i = 1, 30000 do numbers[i] = i end
            async.each(numbers, { concurrency = 30000 }, function() async.sleep(1) count = count + 1 end)
            print(count)
            """,
            memory: 256 << 20
        )
        #expect(host.printed == "30000\n")
    }
}
