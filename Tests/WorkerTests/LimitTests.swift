import Glibc
import Testing
import Wire

@Suite("limits of a worker")
struct LimitTests {
    /// Loops that never end, in code of Lua that tries to go on.
    static let loops: [(name: String, source: String)] = [
        ("a tight loop", "while true do end"),
        ("pcall", "while true do pcall(function() while true do end end) end"),
        ("xpcall", "local function f() xpcall(function() while true do end end, f) end f()"),
        ("a coroutine", "while true do coroutine.resume(coroutine.create(function() while true do end end)) end"),
        (
            "a wrapped coroutine in pcall",
            "while true do pcall(coroutine.wrap(function() while true do pcall(coroutine.wrap(function() while true do end end)) end end)) end"
        ),
        (
            "a variable that closes",
            "while true do pcall(function() local c <close> = setmetatable({}, {__close = function() while true do end end}) error() end) end"
        ),
        (
            "metamethods",
            "local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end}) while true do pcall(function() return t[1] end) end"
        ),
        ("a comparison for sort", "while true do pcall(table.sort, {3, 2, 1}, function() while true do end end) end"),
        ("a replacement of gsub", "while true do pcall(string.gsub, 'x', 'x', function() while true do end end) end"),
        ("many short calls of C", "local rep = string.rep while true do pcall(rep, 'x', 10) end"),
        (
            "a task",
            "require('async').spawn(function() while true do pcall(function() while true do end end) end end):wait()"
        ),
        ("the text of an error", "error(setmetatable({}, {__tostring = function() while true do end end}))"),
        ("a module being loaded", "load(function() return ' ' end)"),
    ]

    @Test("the time-out's signal ends a loop that never ends, and says where", arguments: loops.indices)
    func timeout(index: Int) throws {
        let (name, source) = Self.loops[index]
        let host = try TestHost()
        host.start("\n" + source + " print('survived')")
        // A worker that has used this much is in its loop: starting takes far less.
        try host.waitForCPU(milliseconds: 150)
        kill(host.process, SIGUSR1)
        try host.serve()
        #expect(host.ending?.outcome == .limit, "\(name)")
        #expect(host.ending?.message == "timeout")
        // When the text of an error is asked for, the script has left its code already.
        if name != "the text of an error" {
            #expect(host.ending?.traceback.contains("script.lua:2: in ") == true, "\(name)")
        }
        #expect(host.printed == "")
        #expect(try host.wait() == 0)
    }

    @Test("a loop that never ends is ended at its CPU time")
    func cpu() throws {
        let host = try TestHost.run("while true do pcall(function() while true do end end) end", cpuSeconds: 1)
        #expect(host.ending?.outcome == .limit)
        #expect(host.ending?.message == "cpu-time")
        #expect(host.ending?.traceback.contains("script.lua:1: in ") == true)
    }

    @Test("the time-out's signal ends a script that waits")
    func timeoutWhileWaiting() throws {
        let host = try TestHost()
        host.start("require('async').sleep('1h')")
        try host.serve(until: { !host.open.isEmpty }, { _, _ in nil })
        // The worker is in its read, or on the way there; the signal is sent until it is heard.
        var tries = 0
        var event = pollfd(fd: host.socket, events: Int16(POLLIN), revents: 0)
        repeat {
            kill(host.process, SIGUSR1)
            tries += 1
        } while poll(&event, 1, 50) == 0 && tries < 100
        try host.serve()
        #expect(host.ending?.message == "timeout")
    }

    /// What eats memory, and tries to go on.
    static let eaters: [(name: String, source: String)] = [
        ("a table", "local t = {} while true do t[#t + 1] = ('x'):rep(100) .. #t end"),
        ("a text", "local s = 'x' while true do s = s .. s end"),
        ("one text", "('x'):rep(100 << 20)"),
        ("one text, repeated in pcall", "while true do pcall(string.rep, 'x', 100 << 20) end"),
        (
            "pcall",
            "local t = {} while true do pcall(function() while true do t[#t + 1] = ('x'):rep(1000) .. #t end end) end"
        ),
        ("coroutines", "local t = {} while true do t[#t + 1] = coroutine.create(function() end) end"),
        (
            "a coroutine",
            "local t = {} local co = coroutine.create(function() while true do t[#t + 1] = ('x'):rep(1000) .. #t end end) while true do coroutine.resume(co) end"
        ),
        (
            "a wrapped coroutine in pcall",
            "local t = {} while true do pcall(coroutine.wrap(function() while true do t[#t + 1] = ('x'):rep(1000) .. #t end end)) end"
        ),
        ("tasks", "local async = require 'async' while true do async.spawn(async.sleep, 1) end"),
        ("the last code of the script", "pcall(string.rep, 'x', 100 << 20)"),
        (
            "table.concat",
            "local t = {} for i = 1, 1000 do t[i] = ('x'):rep(10000) end while true do pcall(table.concat, t) t[#t + 1] = table.concat(t) end"
        ),
        (
            "JSON",
            "local json, t = require 'json', {} while true do t[#t + 1] = json.decode('[1,2,3,4,5,6,7,8,9,{\"a\":[]}]') end"
        ),
    ]

    @Test("what eats memory is ended at its limit, and says where", arguments: eaters.indices)
    func memory(index: Int) throws {
        let host = try TestHost.run("\n" + Self.eaters[index].source + " print('survived')", memory: 16 << 20)
        #expect(host.ending?.outcome == .limit, "\(Self.eaters[index].name) \(String(describing: host.ending))")
        #expect(host.ending?.message == "max-memory")
        #expect(host.ending?.traceback.contains("script.lua:2: in ") == true, "\(Self.eaters[index].name)")
        #expect(host.printed == "")
    }

    @Test("memory outside of Lua is bounded too")
    func outside() throws {
        let host = try TestHost.run(
            "local json = require 'json' local t = {'x'} for _ = 1, 100 do t = {t, t} end print(pcall(json.encode, t))",
            memory: 16 << 20
        )
        #expect(host.printed.contains("not enough memory to write JSON"))
        #expect(host.ending?.outcome == .done)
    }

    @Test("what loops inside a function of C is ended by the kernel")
    func insideC() throws {
        let host = try TestHost.run("string.find(('a'):rep(30000), ('.-'):rep(20) .. 'b')", cpuSeconds: 1)
        #expect(host.ending == nil)
        #expect(try host.wait() == -SIGKILL)
    }

    @Test("a worker whose memory holds no VM says so")
    func tooSmall() throws {
        let host = try TestHost.run("print(1)", memory: 1000)
        #expect(host.ending == nil)
        #expect(try host.wait() == 70)
    }

    @Test("a frame that would not fit is an error of the script")
    func tooMuchAtOnce() throws {
        let host = try TestHost.run(
            "\nrequire('log').info(('x'):rep(70 << 20))",
            memory: 400 << 20
        )
        #expect(host.ending?.outcome == .failed)
        #expect(host.ending?.message == "script.lua:2: 70 MB are too much to send at once: 64 MB fit")
    }

    @Test("much text is printed in pieces that fit")
    func printMuch() throws {
        let host = try TestHost.run("print(('x'):rep(70 << 20))", memory: 400 << 20)
        #expect(host.ending?.outcome == .done)
        #expect(host.printed.utf8.count == (70 << 20) + 1)
    }
}
