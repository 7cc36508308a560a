import Glibc
import LuaKit
import Testing

@Suite("errors")
struct ErrorTests {
    @Test("a syntax error names file and line")
    func syntax() throws {
        let bench = try LuaBench()
        #expect(throws: LuaError("script.lua:2: unexpected symbol near '='")) { try bench.run("\n= 5") }
    }

    @Test("compiled Lua is refused")
    func binary() throws {
        let vm = try LuaVM(memoryLimit: 4 << 20)
        let error = #expect(throws: LuaError.self) { try vm.load([0x1B, 0x4C, 0x75, 0x61, 0x54], name: "@x.lua") }
        #expect(error?.message.contains("attempt to load a binary chunk") == true)
    }

    @Test("an error tells its line and the script's own frames, innermost first")
    func traceback() throws {
        let bench = try LuaBench()
        let failure = try bench.failure(
            """
            local function inner() error("bad") end
            local function outer() inner() return 1 end
            coroutine.wrap(function() outer() end)()
            """
        )
        #expect(failure.message == "script.lua:1: bad")
        #expect(failure.value == nil)
        let lines = failure.traceback.split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(lines == ["script.lua:3: in the main chunk"])
        let direct = try bench.failure(
            """
            local function inner() error("bad") end
            function outer() inner() return 1 end
            outer()
            """
        )
        #expect(
            direct.traceback
                == """
                    script.lua:1: in upvalue 'inner'
                    script.lua:2: in global 'outer'
                    script.lua:3: in the main chunk
                """
        )
    }

    @Test("frames of our own modules are not shown")
    func ownFrames() throws {
        let bench = try LuaBench()
        _ = try bench.run("function helper(f) f() return 1 end", name: "=patchbay/helper")
        let failure = try bench.failure("helper(function() error('deep') end)")
        #expect(!failure.traceback.contains("patchbay"))
        #expect(failure.traceback.split(separator: "\n").count == 2)
    }

    @Test("a deep traceback is cut, a stack overflow is an error like any other")
    func deep() throws {
        let bench = try LuaBench()
        let failure = try bench.failure("local function f(n) return 1 + f(n + 1) end f(1)")
        #expect(failure.message.contains("stack overflow"))
        #expect(failure.traceback.split(separator: "\n").count == 25)
        #expect(failure.traceback.hasSuffix("..."))
        #expect(try bench.lines("native.say('alive')") == ["alive"])
    }

    @Test("an error that is a table comes as text and as JSON")
    func table() throws {
        let bench = try LuaBench()
        let failure = try bench.failure(
            "error(setmetatable({kind='denied', n=1}, {__tostring=function(e) return 'no: ' .. e.kind end}))"
        )
        #expect(failure.message == "no: denied")
        let value = String(decoding: failure.value ?? [], as: UTF8.self)
        #expect(value.contains(#""kind":"denied""#) && value.contains(#""n":1"#))
        #expect(try bench.failure("error({f=function() end})").value == nil)
        #expect(try bench.failure("error()").message == "nil")
    }

    @Test(
        "an error whose text raises, waits or is no text is still told, with its place",
        arguments: ["error('x')", "native.echo(1)", "return {}"]
    )
    func badText(body: String) throws {
        let bench = try LuaBench()
        let failure = try bench.failure(
            "\n error(setmetatable({a=1}, {__tostring=function() \(body) end}))"
        )
        #expect(failure.message == "an error that cannot be shown as text")
        #expect(failure.traceback.contains("script.lua:2: in the main chunk"))
        #expect(failure.value == Array(#"{"a":1}"#.utf8))
        #expect(try bench.lines("native.say('alive')") == ["alive"])
    }

    @Test("what Swift raises bears the script's line, and pcall catches it")
    func raised() throws {
        let bench = try LuaBench()
        #expect(try bench.failure("\n\n native.fail('broken')").message == "script.lua:3: broken")
        #expect(try bench.lines("native.say(select(2, pcall(native.fail, 'x')))") == ["script.lua:1: x"])
    }

    @Test("a million raised errors leave nothing behind")
    func million() throws {
        let bench = try LuaBench()
        let text = String(repeating: "x", count: 200)
        let run = "local f, p = native.fail, pcall for _ = 1, 500000 do p(f, '\(text)') end"
        // Once before, so that what is kept for good is there.
        try bench.run("for _ = 1, 1000 do pcall(native.fail, '\(text)') end")
        let (heldBefore, residentBefore) = (bench.vm.memory, try resident())
        #expect(try bench.run(run) == .finished)
        #expect(try bench.run(run) == .finished)
        #expect(bench.vm.memory < heldBefore + (2 << 20))
        // A leak of each text would be 200 MB; what other tests use meanwhile is far less.
        #expect(try resident() < residentBefore + (100 << 20))
    }

    /// Bytes of memory that the process holds.
    private func resident() throws -> Int {
        let file = try #require(fopen("/proc/self/statm", "r"))
        defer { fclose(file) }
        var text = [CChar](repeating: 0, count: 128)
        _ = fgets(&text, 128, file)
        let numbers = String(decoding: text.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
        return try #require(Int(numbers[1])) * sysconf(Int32(_SC_PAGESIZE))
    }
}
