import LuaKit
import Testing

@Suite("JSON to and from Lua")
struct JSONTests {
    /// What the cases are written with.
    static let head = """
        local dec, enc, pretty, list, null = native.json_decode, native.json_encode, native.json_pretty, native.json_list, native.json_null
        local function eq(a, b) if a ~= b then error(("expected %s, got %s"):format(b, a), 2) end end
        local function fails(value, message) local text, problem = enc(value) eq(text, nil) eq(problem, message) eq(pretty(value), nil) end
        local function faulty(text, message) local value, problem = dec(text) eq(value, nil) eq(problem, message) end

        """

    static let cases: [(name: String, source: String)] = [
        (
            "numbers keep their kind",
            #"""
            eq(dec"1", 1) eq(math.type(dec"1"), "integer") eq(math.type(dec"1.0"), "float") eq(math.type(dec"1e2"), "float")
            eq(dec"9223372036854775807", math.maxinteger) eq(dec"-9223372036854775808", math.mininteger) eq(dec"9223372036854775808", 2^63)
            eq(dec"-0", 0) eq(dec"0.1", 0.1)
            eq(enc(1), "1") eq(enc(1.0), "1") eq(enc(2^53), "9007199254740992") eq(enc(-0.0), "0") eq(enc(0.1), "0.1") eq(enc(1e300), "1e+300")
            eq(enc(1e15), "1000000000000000") eq(enc(1/3), "0.3333333333333333") eq(enc(math.mininteger), "-9223372036854775808")
            eq(enc(math.maxinteger), "9223372036854775807") eq(enc(-1), "-1")
            """#
        ),
        (
            "texts keep every byte",
            #"""
            eq(dec'"x\\u0000y"', "x\0y") eq(dec'"\\ud83d\\ude00"', "😀") eq(enc"", '""') eq(enc(dec'"\\u00e9"'), '"é"')
            eq(enc("a\"\\\n\r\t\b\f\0\31/é"), [["a\"\\\n\r\t\b\f\u0000\u001f/é"]]) eq(enc(("x"):rep(9) .. "\""), '"xxxxxxxxx\\""')
            """#
        ),
        (
            "a list, an object and a null are three things",
            #"""
            eq(enc(dec"[]"), "[]") eq(enc(dec"{}"), "{}") eq(enc{}, "{}") eq(enc(list{}), "[]") eq(enc{1, 2, 3}, "[1,2,3]")
            eq(enc(dec"[1,null,2]"), "[1,null,2]") eq(dec"[1,null,2]"[2], null) eq(#dec"[null,null]", 2)
            eq(dec"null", nil) eq(select("#", dec"null"), 1) eq(enc(nil), "null") eq(enc(null), "null") eq(enc{a = null}, '{"a":null}')
            eq(enc(dec'{"a":[],"b":{},"c":null}'):gsub("", ""), enc(dec'{"a":[],"b":{},"c":null}'))
            """#
        ),
        (
            "a null field reads as nil, is remembered, and gives way to a value",
            #"""
            local o = dec'{"a":null}' eq(o.a, nil) eq(next(o), nil) eq(enc(o), '{"a":null}')
            o.a = 5 eq(enc(o), '{"a":5}') o.a = nil eq(enc(o), '{"a":null}') o.a = false eq(enc(o), '{"a":false}') o.a = null eq(enc(o), '{"a":null}')
            o = dec'{"b":1,"a":null,"c":null}' eq(pretty(o), '{\n  "a": null,\n  "b": 1,\n  "c": null\n}\n') o.b = nil eq(enc(o), '{"a":null,"c":null}')
            local p = dec'[{"a":null,"b":1},{"a":null},{"b":null},{"a":null,"b":null},{"b":null,"a":null},{"ab":null},{"":null}]'
            eq(enc(p[2]), '{"a":null}') eq(enc(p[3]), '{"b":null}') eq(enc(p[4]), '{"a":null,"b":null}')
            eq(enc(p[5]), '{"b":null,"a":null}') eq(enc(p[6]), '{"ab":null}') eq(enc(p[7]), '{"":null}')
            eq(getmetatable(p[2]), false) eq(getmetatable(p), false)
            """#
        ),
        (
            "a copy keeps marks, and leaves names out, nulls too",
            #"""
            local copy = native.json_copy
            local o = dec'{"a":null,"b":1,"c":null,"l":[]}' local c = copy(o)
            eq(pretty(c), pretty(o)) eq(c.l, o.l) c.b = 2 eq(o.b, 1) c.a = 3 eq(enc(o):find('"a":null', 1, true) ~= nil, true)
            eq(pretty(copy(o, {a = true, b = true, x = true})), '{\n  "c": null,\n  "l": []\n}\n') eq(enc(copy(o, {a = 1, b = 1, c = 1, l = 1})), "{}")
            eq(enc(copy(dec"[]")), "[]") eq(enc(copy(dec"[1,null]")), "[1,null]") eq(enc(copy{}), "{}") eq(enc(copy{x = 1}), '{"x":1}')
            eq(pcall(copy, 1), false)
            """#
        ),
        (
            "many sets of null fields",
            #"""
            for i = 1, 3000 do
                local v = dec(('{"f%d":null,"g":null,"v":%d}'):format(i, i)) eq(pretty(v), ('{\n  "f%d": null,\n  "g": null,\n  "v": %d\n}\n'):format(i, i))
            end
            local big = {} for i = 1, 400 do big[i] = ('"field%d":null'):format(i) end big = "{" .. table.concat(big, ",") .. "}"
            for _ = 1, 20 do eq(enc(dec(big)), big) end
            """#
        ),
        (
            "what cannot be sent says where and why",
            #"""
            fails(print or native.say, "a function cannot be sent")
            fails({a={b={1, 2, {["odd key"]=native.say}}}}, '.a.b[3]["odd key"]: a function cannot be sent')
            fails({items={{name="x"}, {name=coroutine.create(native.say)}}}, ".items[2].name: a thread cannot be sent")
            fails({x=0/0}, ".x: a number that is infinite or not a number cannot be sent")
            fails({x=-math.huge}, ".x: a number that is infinite or not a number cannot be sent")
            fails({x="\xff"}, ".x: a text that is not valid UTF-8 cannot be sent") fails({["\xff"]=1}, '["?"]: a text that is not valid UTF-8 cannot be sent')
            fails("plain text \xed\xa0\x80", "a text that is not valid UTF-8 cannot be sent")
            fails({[1.5]=1}, "a number cannot be the name of a field") fails({[true]=1}, "a boolean cannot be the name of a field")
            fails({[null]=1}, "a userdata cannot be the name of a field")
            """#
        ),
        (
            "tables that are neither list nor object",
            #"""
            fails({a={1, 2, x=3}}, '.a: a list cannot also have the field "x"') fails({a={1, nil, 3}}, ".a: a list cannot have holes, and item 2 is nil")
            fails({[5]=1}, "a list cannot have holes, and item 1 is nil") fails({[0]=1}, "a list cannot have an item 0") fails({[0]=1, [1]=1}, "a list cannot have an item 0")
            local l = list{} l.name = 1 fails({q=l}, '.q: a list cannot also have the field "name"')
            local o = dec'{"a":null}' o[1] = 2 fails(o, "an object cannot also have the item [1]")
            fails({1, 2, [1e6]=1}, "a list cannot have holes, and item 3 is nil")
            """#
        ),
        (
            "lists however they were filled",
            #"""
            local h = {} for i = 100, 1, -1 do h[i] = i end eq(enc(h), enc(table.move(h, 1, 100, 1, {})))
            local h2 = {} h2[2] = "b" h2[1] = "a" h2[3] = "c" eq(enc(h2), '["a","b","c"]') h2[4] = native.say fails(h2, "[4]: a function cannot be sent")
            local l = dec"[1,2,3]" table.remove(l) table.remove(l, 1) table.insert(l, "x") eq(enc(l), '[2,"x"]') table.remove(l) table.remove(l) eq(enc(l), "[]")
            """#
        ),
        (
            "depth and cycles",
            #"""
            local d = {} for i = 1, 198 do d = {d} end eq(#enc(d), 398) d = {d} eq(enc(d) ~= nil, true) d = {d}
            local text, problem = enc(d) eq(text, nil) eq(problem:match(": (.*)"), "nested deeper than 200, or within itself") eq(problem:sub(1, 3), "...")
            local c = {} c.self = c text, problem = enc(c) eq(problem:match("%.self%.self: (.*)"), "nested deeper than 200, or within itself") eq(pretty(c), nil)
            local k = {} k[("é"):rep(500)] = native.say text, problem = enc(k) eq(utf8.len(problem) ~= nil and #problem < 256, true)
            eq(#dec(("["):rep(512) .. ("]"):rep(512)), 1) text, problem = dec(("["):rep(514) .. ("]"):rep(514)) eq(problem:match("nested too deeply"), "nested too deeply")
            """#
        ),
        (
            "no metamethod is run",
            #"""
            local bomb = setmetatable({}, {__index=error, __pairs=error, __len=error, __tostring=error}) eq(enc(bomb), "{}") bomb.x = 1 eq(enc(bomb), '{"x":1}') eq(pretty(bomb), '{\n  "x": 1\n}\n')
            """#
        ),
        (
            "for people: sorted by bytes, and indented",
            #"""
            eq(pretty{b={1, {}}, a="x", [""]=list{}}, '{\n  "": [],\n  "a": "x",\n  "b": [\n    1,\n    {}\n  ]\n}\n')
            eq(pretty{aa=1, a=2, b=3, B=4}, '{\n  "B": 4,\n  "a": 2,\n  "aa": 1,\n  "b": 3\n}\n') eq(pretty(5), "5\n")
            local m = {} for i = 1, 5000 do m["k" .. i] = i end local s, n = pretty(m), 0 for k, v in pairs(dec(s)) do eq(v, m[k]) n = n + 1 end eq(n, 5000)
            """#
        ),
        (
            "faults say where",
            #"""
            faulty('{"a":1,}', "line 1, column 8: a field name in double quotes is expected here") faulty("", "line 1, column 1: the text is empty")
            faulty('["\xff"]', "line 1, column 3: this text is not valid UTF-8") eq(select(2, dec"[1]x"):match("line 1, column 4") ~= nil, true)
            for _, text in ipairs{"[", "{", '{"a"', '{"a":', "[1,", "nul", "01", "1.", "+1", "'a'", '"\n"', '"\\x"', "[1 2]", "NaN", "\xef\xbb\xbf["} do
                local value, problem = dec(text) eq(value, nil) eq(problem ~= nil and problem:match("^line %d+, column %d+: .+") ~= nil, true)
            end
            """#
        ),
        (
            "doubled fields and texts alike",
            #"""
            eq(dec'{"a":1,"a":2}'.a, 2) eq(table.concat(dec'["abcd","abXd","abcd","aecd","abcd",""]', ","), "abcd,abXd,abcd,aecd,abcd,")
            """#
        ),
        (
            "a large text",
            #"""
            local parts = {} for i = 1, 20000 do parts[i] = ('{"id":"%08d-7a5c","n":%d,"null":null,"e":[]}'):format(i, i) end
            local text = "[" .. table.concat(parts, ",") .. "]" local v = dec(text) eq(#v, 20000) eq(v[777].id, "00000777-7a5c") eq(#enc(v), #text)
            """#
        ),
        (
            "any value comes back as it was",
            #"""
            math.randomseed(7)
            local pieces = {"a", "é", "\"", "\\", "\0", "\n", "😀", "\u{FFFF}", "/", " ", "\127", "long long text to pass eight bytes"}
            local function text() local t = {} for i = 1, math.random(0, 4) do t[i] = pieces[math.random(#pieces)] end return table.concat(t) end
            local function any(depth)
                local k = math.random(depth < 5 and 8 or 5)
                if k == 1 then return math.random(0) elseif k == 2 then return math.random() * 10.0^math.random(-300, 300) elseif k == 3 then return math.random(2) == 1
                elseif k == 4 then return text() elseif k == 5 then return null end
                local t = k == 6 and list{} or {}
                for i = 1, math.random(0, 5) do if k == 6 then t[i] = any(depth + 1) else t[text()] = any(depth + 1) end end
                return t
            end
            for _ = 1, 2000 do
                local written = assert(enc(any(0))) local back = dec(written)
                eq(pretty(dec(pretty(back))), pretty(back)) eq(#enc(dec(enc(back))), #enc(back)) eq(#enc(back), #written)
            end
            """#
        ),
    ]

    @Test("JSON", arguments: cases.indices)
    func json(index: Int) throws {
        let bench = try LuaBench()
        #expect(try bench.run(Self.head + Self.cases[index].source) == .finished, "\(Self.cases[index].name)")
    }
}
