-- What differs: lists of ids are sets, null clears, nil leaves alone.
local cc, json = require "cc", require "json"

local function differ(have, want) return cc.changes(have, want) end
local function names(have, want) return table.concat(select(2, cc.changes(have, want)) or {}, " ") end

assert(differ({ a = 1 }, {}) == nil and differ({ a = 1 }, { a = 1 }) == nil and differ({ a = 1 }, { a = 1.0 }) == nil)
local changes, fields = cc.changes({ a = 1, b = "x", c = "y" }, { c = "z", b = "x", a = 2 })
assert(changes.a == 2 and changes.c == "z" and changes.b == nil and table.concat(fields, " ") == "a c")

-- Sets.
assert(differ({ l = { "a", "b" } }, { l = { "b", "a", "a" } }) == nil)
assert(names({ l = { "a", "b" } }, { l = { "a" } }) == "l" and names({ l = { "a" } }, { l = { "a", "b" } }) == "l")
assert(differ({}, { l = {} }) == nil and differ({ l = {} }, { l = {} }) == nil)
assert(json.encode(cc.changes({ l = { "a" } }, { l = json.array {} })) == '{"l":[]}')

-- Null clears what is there, a list by an empty one; what is not there needs no clearing.
assert(differ({}, { a = cc.null }) == nil and differ({ l = json.array {} }, { l = cc.null }) == nil)
assert(cc.changes({ a = "x" }, { a = cc.null }).a == cc.null)
assert(json.encode(cc.changes({ l = { "a" } }, { l = cc.null })) == '{"l":[]}')
assert(differ(json.decode('{"a":null}'), { a = cc.null }) == nil)
assert(cc.changes(json.decode('{"a":null}'), { a = "x" }).a == "x")

-- Tables compare by what is in them.
assert(differ({ t = { x = 1, l = { { y = 2 } } } }, { t = { x = 1, l = { { y = 2 } } } }) == nil)
assert(names({ t = { x = 1 } }, { t = { x = 2 } }) == "t" and names({ t = { x = 1 } }, { t = { y = 1 } }) == "t")
assert(names({ l = { { a = 1 }, { a = 2 } } }, { l = { { a = 2 }, { a = 1 } } }) == "l")
assert(names({ t = "x" }, { t = { "x" } }) == "t" and names({ t = { "x" } }, { t = "x" }) == "t")

local ok, err = pcall(cc.changes, nil, {})
assert(not ok and err.kind == "invalid" and tostring(err):find("changes.lua:%d+: cc.changes takes an object"), tostring(err))
-- Of an entry whose arrays were left out nobody knows.
local queue = cc.queue.list()[1]
ok, err = pcall(cc.changes, queue, { callDistributionGroups = json.array {} })
assert(not ok and err.message:find("whether callDistributionGroups differs is not known"), tostring(err))
assert(cc.changes(queue, { name = "other" }).name == "other")

assert(cc.contains({ "a", "b" }, "b") and not cc.contains({ "a" }, "b") and not cc.contains(nil, "b"))
assert(not cc.contains(cc.null, "b") and not pcall(cc.contains, "b", "b"))
