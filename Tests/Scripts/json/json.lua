-- options: --allow-write
local json, fs = require "json", require "fs"

local function fails(pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and err.kind == "invalid" and tostring(err):find(pattern), tostring(err))
end

local v = json.decode '{"int":1,"float":1.5,"null":null,"list":[],"object":{},"items":[1,null]}'
assert(math.type(v.int) == "integer" and v.null == nil and v.items[2] == json.null)
assert(json.encode(json.decode '{"a":null}') == '{"a":null}' and json.encode(json.array {}) == "[]" and json.encode {} == "{}")
assert(json.decode "null" == nil and json.encode(nil) == "null" and json.encode(json.null) == "null")
assert(json.encode("é\0") == '"é\\u0000"' and json.encode(2^53) == "9007199254740992")

fails("^json.lua:%d+: json.decode: line 1, column 8: a field name in double quotes", json.decode, '{"a":1,}')
fails("json.decode takes text, not a table", json.decode, {})
fails("^json.lua:%d+: json.encode: .a%[2%].f: a function cannot be sent", json.encode, { a = { 1, { f = print } } })
fails("json.encode: .x: a number that is infinite", json.encode, { x = math.huge })
fails("not valid UTF%-8", json.encode, "\xff")
fails("a list cannot have holes", json.encode, { 1, nil, 3 })
fails("json.array takes a table, not a nil", json.array)

json.write("x.json", { b = { 1, 2 }, a = "é", n = json.null })
assert(fs.read("x.json") == '{\n  "a": "é",\n  "b": [\n    1,\n    2\n  ],\n  "n": null\n}\n')
assert(json.read("x.json").b[2] == 2)
fs.write("bad.json", '{\n"a":\n}')
fails("json.read: bad.json: line 3, column 1", json.read, "bad.json")
fails("json.write: .f: a function", json.write, "y.json", { f = print })
assert(not fs.exists("y.json"))
