import LuaKit
import Testing

@Suite("values and functions")
struct ValueTests {
    @Test("every kind of value arrives in Lua as what it is")
    func kinds() throws {
        let bench = try LuaBench()
        bench.gifts = [.nil, .boolean(true), .integer(.max), .number(1)]
        let first = try bench.lines(
            """
            local a, b, c, d = native.give()
            native.say(tostring(a) .. " " .. tostring(b) .. " " .. math.type(c) .. " " .. c .. " " .. math.type(d))
            """
        )
        #expect(first == ["nil true integer 9223372036854775807 float"])
        bench.gifts = [.string([0, 255, 10]), .string([]), .json(Array(#"{"a":[1,2.5]}"#.utf8))]
        let second = try bench.lines(
            """
            local a, b, c = native.give()
            native.say(("%d %d %d %d"):format(#a, a:byte(2), #b, select("#", native.give())))
            native.say(math.type(c.a[1]) .. " " .. c.a[2])
            """
        )
        #expect(second == ["3 255 0 3", "integer 2.5"])
    }

    @Test("Swift reads arguments without changing them")
    func arguments() throws {
        let vm = try LuaVM(memoryLimit: 4 << 20)
        var seen: [String] = []
        vm.define("look") { call in
            seen = [
                "\(call.count)", "\(call.isNil(1))", "\(call.boolean(2))", "\(String(describing: call.integer(3)))",
                "\(String(describing: call.integer(4)))", "\(String(describing: call.number(4)))",
                "\(String(describing: call.integer(5)))", "\(String(describing: call.string(6)))",
                "\(String(describing: call.bytes(7)?.count))", "\(call.isNil(9))", "\(call.boolean(1))",
            ]
            return .values
        }
        let source = "local n = ... n.look(nil, true, 7, 1.5, '12', 'a\\xff', 12, {})"
        #expect(try vm.load(Array(source.utf8), name: "@s.lua", native: true).resume() == .finished)
        #expect(
            seen == [
                "8", "true", "true", "Optional(7)", "nil", "Optional(1.5)", "nil", "Optional(\"a\u{FFFD}\")", "nil",
                "true",
                "false",
            ]
        )
    }

    @Test("an argument becomes JSON, or says where it cannot")
    func jsonArgument() throws {
        let bench = try LuaBench()
        bench.vm.define("json") { call in
            do throws(LuaError) {
                call.reply(.string(Array(try call.json(1))))
                return .values
            } catch {
                return call.raise(error.message)
            }
        }
        #expect(try bench.lines("native.say(native.json{a={1,2}})") == [#"{"a":[1,2]}"#])
        let failure = try bench.failure("\n native.json{a={1,{b=print or native.say}}}")
        #expect(failure.message == "script.lua:2: .a[2].b: a function cannot be sent")
    }

    @Test("a fifth value is not taken")
    func fourReplies() throws {
        let bench = try LuaBench()
        bench.gifts = (1...6).map { .integer($0) }
        #expect(try bench.lines("native.say(tostring(select('#', native.give())))") == ["4"])
    }

    @Test("JSON that cannot be read raises where it was to arrive, and can be caught")
    func badAnswer() throws {
        let bench = try LuaBench()
        bench.gifts = [.json(Array("{nope".utf8))]
        bench.answers = [[.json(Array("[1,".utf8))], [.json(Array("[2,".utf8))], [.integer(5)]]
        let lines = try bench.lines(
            """
            local function message(f) return select(2, pcall(f)) end
            native.say(message(native.give))
            native.say(message(function() return native.answer() end))
            native.say(message(coroutine.wrap(function() return native.answer() end)))
            native.say(tostring(native.answer()))
            """
        )
        #expect(lines.count == 4)
        #expect(lines[0].hasPrefix("the answer is no JSON that can be read: line 1, column 2"))
        #expect(lines[1].hasPrefix("script.lua:3: the answer is no JSON that can be read: line 1, column 4"))
        #expect(lines[2].hasPrefix("script.lua:4: the answer is no JSON"))
        #expect(lines[3] == "5")
    }

    @Test("a function that Swift gave lives as long as the VM, and no longer")
    func release() throws {
        final class Token {}
        weak var weak: Token?
        var vm: LuaVM? = try LuaVM(memoryLimit: 4 << 20)
        do {
            let token = Token()
            weak = token
            vm?.define("hold") { _ in
                _ = token
                return .values
            }
        }
        #expect(weak != nil)
        vm = nil
        #expect(weak == nil)
    }

    @Test("a spawned thread gets its arguments and runs by itself")
    func spawn() throws {
        let bench = try LuaBench()
        var spawned: [LuaThread] = []
        bench.vm.define("spawn") { [unowned bench] call in
            guard let thread = bench.vm.spawn(call, function: 1) else { return call.raise("not enough memory") }
            spawned.append(thread)
            return .values
        }
        #expect(try bench.lines("native.spawn(function(a, b) native.say(a .. native.echo(b)) end, 'x', 'y')") == [])
        let thread = try #require(spawned.first)
        #expect(bench.finish(thread) == .finished)
        #expect(bench.said == ["xy"])
        spawned = []
    }

    @Test("too few bytes make no VM, and say so")
    func tooSmall() {
        #expect(throws: LuaError("1000 bytes are too few for a Lua VM")) { try LuaVM(memoryLimit: 1000) }
    }
}
