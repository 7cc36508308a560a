import LuaKit
import Testing

@Suite("Hashes of what values hold")
struct ContentHashTests {
    private static let head = """
        local hash = native.content_hash
        local function same(a, b) if hash(a) ~= hash(b) then error("not the same", 2) end end
        local function differ(a, b) if hash(a) == hash(b) then error("the same", 2) end end

        """

    private static let cases: [(name: String, source: String)] = [
        (
            "tables with equal fields have the same, in whatever order they came",
            """
            local a, b = {}, {}
            for i = 1, 100 do a["k" .. i] = { i, tostring(i) } end
            for i = 100, 1, -1 do b["k" .. i] = { i, tostring(i) } end
            same(a, b) same({}, {}) same({ 1, 2.0 }, { 1.0, 2 })
            b.k7[2] = "8" differ(a, b)
            """
        ),
        (
            "kinds of values and their places are told apart",
            """
            differ(1, "1") differ(true, 1) differ(true, "true") differ(true, false) differ("", 0) differ({}, "") differ(nil, false)
            differ({ 2, 3, 1 }, { 3, 1, 2 }) differ({ plan = "gold" }, { gold = "plan" }) differ({ a = "a" }, { b = "b" })
            differ({ active = true, n = 3 }, { active = 2, n = false }) differ({ "a", {} }, { {}, "a" }) differ({ { 1 } }, { 1 })
            differ(0.5, 0.25) differ("a", "a\\0") differ("12345678", "12345678\\0") differ({ x = 1 }, { x = 1, y = 2 })
            """
        ),
        (
            "of many values no two have the same",
            """
            local values = {
                true, false, 0, 1, 2, 3, 1.5, "", "1", "true", "false", print, {}, { {} }, { true }, { false }, { 1 }, { "1" },
                { a = "a" }, { b = "b" }, { a = "b" }, { b = "a" }, { a = true }, { a = false }, { a = 0 }, { a = 1 },
                { a = "1" }, { a = "" }, { a = 5 }, { a = print }, { 1, 2, 3 }, { 2, 3, 1 }, { 3, 1, 2 },
                { x = { y = 1 } }, { y = { x = 1 } }, { a = "a", b = "b" }, { a = "b", b = "a" },
            }
            for i, one in ipairs(values) do
                for j, other in ipairs(values) do if i ~= j then differ(one, other) end end
            end
            """
        ),
        (
            "a table within itself, and one that is very deep, come to an end",
            """
            local loop, deep = { 1 }, {}
            loop.self, loop.list = loop, { loop, loop }
            for _ = 1, 10000 do deep = { deep } end
            assert(math.type(hash(loop)) == "integer" and hash(deep)) differ(loop, { 1 })
            for _ = 1, 100000 do hash(loop) end
            """
        ),
    ]

    @Test("hash", arguments: cases.indices)
    func hash(index: Int) throws {
        let bench = try LuaBench()
        #expect(try bench.run(Self.head + Self.cases[index].source) == .finished, "\(Self.cases[index].name)")
    }
}
