import LuaKit
import Testing

@Suite("what scripts see of Lua")
struct SandboxTests {
    @Test("the globals are these and no others")
    func globals() throws {
        let bench = try LuaBench()
        let names = try bench.lines(
            """
            local names = {}
            for name, value in pairs(_G) do
                names[#names + 1] = name
                if type(value) == "table" and value ~= _G then
                    for member in pairs(value) do names[#names + 1] = name .. "." .. member end
                end
            end
            table.sort(names)
            for _, name in ipairs(names) do native.say(name) end
            """
        )
        let expected = """
            _G _VERSION assert collectgarbage coroutine coroutine.create coroutine.isyieldable coroutine.resume \
            coroutine.running coroutine.status coroutine.wrap coroutine.yield debug debug.traceback error getmetatable \
            ipairs load math math.abs math.acos math.asin math.atan math.atan2 math.ceil math.cos math.cosh math.deg \
            math.exp math.floor math.fmod math.frexp math.huge math.ldexp math.log math.log10 math.max math.maxinteger math.min math.mininteger math.modf math.pi math.pow math.rad \
            math.random math.randomseed math.sin math.sinh math.sqrt math.tan math.tanh math.tointeger math.type math.ult next os os.clock \
            os.difftime os.time pairs pcall rawequal rawget rawlen rawset select setmetatable string string.byte \
            string.char string.find string.format string.gmatch string.gsub string.len string.lower string.match \
            string.pack string.packsize string.rep string.reverse string.sub string.unpack string.upper table \
            table.concat table.insert table.move table.pack table.remove table.sort table.unpack tonumber tostring type \
            utf8 utf8.char utf8.charpattern utf8.codepoint utf8.codes utf8.len utf8.offset xpcall
            """
        #expect(names == expected.split(separator: " ").map(String.init))
    }

    /// What a script tries, and what the error says.
    static let refusals: [(source: String, message: String)] = [
        ("load('\\27Lua')() ", "attempt to call a nil value"),
        ("assert(load(string.char(27) .. 'Lua', 'x', 'b'))", "attempt to load a binary chunk"),
        ("assert(load(string.char(27) .. 'Lua', 'x', 'bt'))", "attempt to load a binary chunk"),
        ("setmetatable({}, {__gc = native.say})", "__gc is not to be had in scripts"),
        ("setmetatable({}, {__gc = false})", "__gc is not to be had in scripts"),
        ("collectgarbage('collect')", "collectgarbage takes only \"count\""),
        ("collectgarbage('step')", "collectgarbage takes only \"count\""),
        ("getmetatable('').__index = nil", "attempt to index a boolean value"),
        ("setmetatable('', {})", "bad argument #1 to 'setmetatable' (table expected, got string)"),
        ("setmetatable(setmetatable({}, {__metatable = 1}), {})", "cannot change a protected metatable"),
        ("setmetatable(native.json_list{}, {})", "cannot change a protected metatable"),
        ("setmetatable({}, 5)", "bad argument #2 to 'setmetatable' (nil or table expected, got number)"),
    ]

    @Test("a script is refused", arguments: refusals.indices)
    func refused(index: Int) throws {
        let (source, message) = Self.refusals[index]
        let failure = try LuaBench().failure(source)
        #expect(failure.message.contains(message), "\(failure.message)")
    }

    @Test("a metatable may get __gc later, but it is never run")
    func lateCollector() throws {
        let bench = try LuaBench()
        let lines = try bench.lines(
            """
            local meta = {} local object = setmetatable({}, meta) meta.__gc = function() native.say("collected") end
            object = nil
            for _ = 1, 200 do local waste = ("x"):rep(1000000) end
            native.say("end")
            """
        )
        #expect(lines == ["end"])
    }

    @Test("a script that replaces a function of string breaks no method of text, and what it adds is found")
    func methods() throws {
        let bench = try LuaBench()
        let lines = try bench.lines(
            """
            string.upper = nil string.rep = function() return "own" end
            function string.shout(s) return s:upper() .. "!" end
            native.say(("a"):shout()) native.say(("a"):rep(2)) native.say(string.rep("a", 2)) native.say(tostring(("a").nothing))
            """
        )
        #expect(lines == ["A!", "aa", "own", "nil"])
    }

    @Test("load has Lua's other arguments")
    func load() throws {
        let bench = try LuaBench()
        let lines = try bench.lines(
            """
            local env = { x = "mine" }
            native.say(load("return x", "=c", "t", env)())
            native.say(tostring(load("return x")()))
            native.say(select(2, load("=", "=name")))
            native.say(select(2, load("x = 1", "@a.lua", "t", nil)) or select(2, pcall(load("x = 1", "@a.lua", "t", nil))))
            """
        )
        #expect(lines[0] == "mine" && lines[1] == "nil" && lines[2].hasPrefix("name:1: unexpected symbol"))
        #expect(lines[3].hasPrefix("a.lua:1: attempt to index a nil value"))
    }
}
