import LuaKit
import Testing

@Suite("waiting")
struct WaitTests {
    /// Where a wait is in order: what stands before each colon is the case, and each says what the wait gave.
    static let places: [(name: String, source: String, said: [String])] = [
        ("the script itself", "say(echo('a'))", ["a"]),
        (
            "a coroutine",
            "local co = coroutine.create(function(x) return echo(x), 'b' end) say(select(3, coroutine.resume(co, 'a')))",
            ["b"]
        ),
        (
            "coroutines in coroutines",
            """
            local w = coroutine.wrap
            say(w(function(a) return w(function(b) return w(function(c) return echo(c) .. echo('!') end)(b) end)(a) end)('deep'))
            """, ["deep!"]
        ),
        (
            "a generator that waits between its values",
            """
            local function items() for i = 1, 3 do coroutine.yield(echo('item') .. i) end end
            for item in coroutine.wrap(items) do say(item .. echo('+')) end
            """, ["item1+", "item2+", "item3+"]
        ),
        (
            "pcall", "say(select(2, pcall(echo, 'a'))) say(select(2, pcall(function() echo('a') error('b', 0) end)))",
            ["a", "b"]
        ),
        ("xpcall", "say(select(2, xpcall(function(x) return echo(x) end, print, 'a')))", ["a"]),
        (
            "xpcall that fails after a wait",
            "say(select(2, xpcall(function() echo(1) error('b', 0) end, function(m) return m .. '!' end)))", ["b!"]
        ),
        ("a for iterator", "for x in function(_, last) if not last then return echo('a') end end do say(x) end", ["a"]),
        (
            "a variable being closed",
            "do local c <close> = setmetatable({}, {__close = function() say(echo('closed')) end}) end say('end')",
            ["closed", "end"]
        ),
        (
            "a variable closed by an error",
            "say(select(2, pcall(function() local c <close> = setmetatable({}, {__close = function() say(echo('closed')) end}) error('e', 0) end)))",
            ["closed", "e"]
        ),
        (
            "a variable closed by an error of a wrapped coroutine",
            """
            local f = coroutine.wrap(function()
                local c <close> = setmetatable({}, {__close = function(_, e) say(echo('closed ') .. e) end})
                coroutine.yield() error('e', 0)
            end)
            f() say(select(2, pcall(f))) say(select(2, pcall(f)))
            """, ["closed e", "e", "cannot resume dead coroutine"]
        ),
        (
            "metamethods run by Lua code",
            """
            local m = { __index = function(_, k) return echo(k) end, __add = function() return echo('+') end,
                __call = function(_, x) return echo(x) end, __lt = function() return echo('x') ~= nil end,
                __concat = function() return echo('..') end, __len = function() return echo('#') end,
                __eq = function() return echo('x') ~= nil end, __newindex = function(_, k) say(echo(k)) end }
            local t, u = setmetatable({}, m), setmetatable({}, m)
            say(t.index) say(t + 1) say(t('call')) say(tostring(t < u)) say(t .. 'x') say(#t) say(tostring(t == u)) t.new = 1
            """, ["index", "+", "call", "true", "..", "#", "true", "new"]
        ),
        ("a tail call", "local function f(x) return echo(x) end say(f('a'))", ["a"]),
        ("code that load made", "say(load('local e = ... return e(\"a\")')(echo))", ["a"]),
        ("select, through its arguments", "say(select(2, echo(1), echo('a')))", ["a"]),
    ]

    static let head = "local say, echo, answer, print = native.say, native.echo, native.answer, native.say "

    @Test("a wait works in", arguments: places.indices)
    func waits(index: Int) throws {
        let place = Self.places[index]
        let bench = try LuaBench()
        #expect(try bench.lines(Self.head + place.source) == place.said, "\(place.name)")
    }

    /// Where stock Lua cannot yield, and what it is called.
    static let refused: [(place: String, source: String)] = [
        ("table.sort", "table.sort({3, 2, 1}, function(a, b) echo(1) return a < b end)"),
        (
            "table.sort",
            "table.sort(setmetatable({3, 2, 1}, {__index = print}), function(a, b) return coroutine.wrap(echo)(a) < b end)"
        ),
        (
            "table.sort",
            "table.sort({3, 2}, function() return setmetatable({}, {__index = function() return echo(1) end}).x end)"
        ),
        ("string.gsub", "string.gsub('abc', 'b', function() return echo('x') end)"),
        ("string.gsub", "('abc'):gsub('b', function() return echo('x') end)"),
        ("xpcall's handler", "error(select(2, xpcall(function() error('x') end, function() return echo(1) end)), 0)"),
        ("xpcall's handler", "error(select(2, xpcall(function() local x; x() end, function() return echo(1) end)), 0)"),
        ("load", "error(select(2, load(function() return echo('return 1') end)), 0)"),
        ("tostring", "tostring(setmetatable({}, {__tostring = function() return echo('x') end}))"),
        ("string.format", "('%s'):format(setmetatable({}, {__tostring = function() return echo('x') end}))"),
        ("ipairs", "for _ in ipairs(setmetatable({}, {__index = function() return echo(1) end})) do end"),
        ("table.insert", "table.insert(setmetatable({}, {__newindex = function() echo(1) end}), 1)"),
        (
            "table.concat",
            "table.concat(setmetatable({}, {__index = function() return echo('x') end, __len = function() return 1 end}))"
        ),
        ("table.unpack", "table.unpack(setmetatable({}, {__index = function() return echo('x') end}), 1, 2)"),
        ("pairs", "for _ in pairs(setmetatable({}, {__pairs = function() echo(1) return next, {} end})) do end"),
    ]

    @Test("a wait is refused, with the place and the line, in", arguments: refused.indices)
    func refusals(index: Int) throws {
        let (place, source) = Self.refused[index]
        let bench = try LuaBench()
        // pairs continues its metamethod, so it is the one of these that may wait.
        if place == "pairs" { return #expect(try bench.run(Self.head + source) == .finished) }
        let failure = try bench.failure(Self.head + ";\n" + source)
        #expect(
            failure.message
                == "script.lua:2: cannot wait inside \(place): ask before it, and use the answer inside it"
        )
        #expect(try bench.lines(Self.head + "say(echo('alive'))") == ["alive"])
    }

    @Test("a refused wait asks nothing")
    func nothingAsked() throws {
        let bench = try LuaBench()
        bench.answers = [[.integer(1)]]
        _ = try bench.failure(Self.head + "table.sort({2, 1}, function(a, b) answer() return a < b end)")
        #expect(bench.answers.count == 1)
    }

    @Test("nobody but the host answers a wait")
    func forged() throws {
        let bench = try LuaBench()
        var spawned: [LuaThread] = []
        bench.vm.define("spawn") { [unowned bench] call in
            if let thread = bench.vm.spawn(call, function: 1) { spawned.append(thread) }
            return .values
        }
        let main = try bench.vm.load(
            Array(
                """
                local native = ... local say, answer = native.say, native.answer
                inner = coroutine.create(function() say("got " .. answer()) end)
                outer = coroutine.running()
                generator = coroutine.wrap(function() say("got " .. answer()) end)
                local function forge()
                    for _, co in ipairs { inner, outer } do
                        say(coroutine.status(co))
                        local ok, why = coroutine.resume(co, "forged")
                        say(tostring(ok) .. " " .. why)
                    end
                end
                native.spawn(forge)
                coroutine.resume(inner)
                native.spawn(function() say(select(2, pcall(generator, "forged"))) end)
                generator()
                say(coroutine.status(inner))
                """.utf8
            ),
            name: "@script.lua",
            native: true
        )
        let refusal = "cannot resume a coroutine that waits for an answer"
        #expect(main.resume() == .waiting)
        #expect(try #require(spawned.first).resume() == .finished)
        #expect(bench.said == ["normal", "false " + refusal, "normal", "false " + refusal])
        #expect(main.resume([.string(Array("one".utf8))]) == .waiting)
        #expect(try #require(spawned.last).resume() == .finished)
        #expect(main.resume([.string(Array("two".utf8))]) == .finished)
        #expect(bench.said.suffix(4) == ["got one", refusal, "got two", "dead"])
        spawned = []
    }

    @Test("a coroutine that waits cannot be resumed by the coroutine that it was made in")
    func forgedInside() throws {
        let bench = try LuaBench()
        var woken: LuaThread.Outcome?
        let thread = try bench.vm.load(
            Array(
                """
                local native = ...
                local co co = coroutine.wrap(function() return native.answer() end)
                local w = coroutine.wrap(function() return co() end)
                native.say(tostring(w()))
                native.say(tostring(select(2, pcall(co, 1))))
                """.utf8
            ),
            name: "@script.lua",
            native: true
        )
        #expect(thread.resume() == .waiting)
        woken = thread.resume([.integer(9)])
        #expect(woken == .finished)
        #expect(bench.said == ["9", "cannot resume dead coroutine"])
    }

    @Test("the coroutine library is Lua's own in all else")
    func library() throws {
        let bench = try LuaBench()
        let lines = try bench.lines(
            """
            local say = function(...) local t = table.pack(...) for i = 1, t.n do t[i] = tostring(t[i]) end native.say(table.concat(t, " ")) end
            local co = coroutine.create(function(a, b) local c = coroutine.yield(a + b) local d, e = coroutine.yield(c * 2) return d, e end)
            say(coroutine.resume(co, 1, 2)) say(coroutine.status(co)) say(coroutine.resume(co, 5)) say(coroutine.resume(co, "x", nil))
            say(coroutine.status(co)) say(coroutine.resume(co))
            say(coroutine.resume(coroutine.create(function() error("e", 0) end)))
            say(coroutine.resume(coroutine.create(function() error() end)))
            say(select(2, coroutine.running()), coroutine.isyieldable(), pcall(coroutine.yield))
            coroutine.wrap(function() say(select(2, coroutine.running()), coroutine.isyieldable(), coroutine.status(coroutine.running())) end)()
            local self self = coroutine.wrap(function() self() end) say(pcall(self))
            say(pcall(coroutine.resume, 1)) say(pcall(coroutine.create, 1)) say(pcall(coroutine.wrap)) say(coroutine.close)
            local w = coroutine.wrap(function(...) say(select("#", ...)) return coroutine.yield(...) end)
            say(w(nil, 1, nil)) say(w()) say(pcall(w))
            say(select("#", coroutine.wrap(function() return table.unpack({}, 1, 200) end)()))
            """
        )
        #expect(
            lines == [
                "true 3", "suspended", "true 10", "true x nil", "dead", "false cannot resume dead coroutine", "false e",
                "false nil", "true false false attempt to yield from outside a coroutine", "false true running",
                "false script.lua:9: cannot resume non-suspended coroutine",
                "false bad argument #1 to 'coroutine.resume' (coroutine expected, got number)",
                "false bad argument #1 to 'coroutine.create' (function expected, got number)",
                "false bad argument #1 to 'coroutine.wrap' (function expected, got no value)", "nil", "3", "nil 1 nil",
                "",
                "false cannot resume dead coroutine", "200",
            ]
        )
    }

    @Test("coroutines within coroutines end in an error, not in a crash")
    func endlessNesting() throws {
        let bench = try LuaBench()
        let failure = try bench.failure("local function f() return coroutine.wrap(f)() end f()")
        #expect(failure.message.contains("C stack overflow"))
        #expect(try bench.lines("native.say('alive')") == ["alive"])
    }

    @Test("a thread that waits is dropped where it stands")
    func dropped() throws {
        let bench = try LuaBench()
        for _ in 0..<1000 {
            let source = "local native = ... local big = ('x'):rep(100000) native.answer() native.say('never')"
            #expect(try bench.vm.load(Array(source.utf8), name: "@s.lua", native: true).resume() == .waiting)
        }
        #expect(bench.said == [])
        #expect(bench.vm.memory < 8 << 20)
    }
}
