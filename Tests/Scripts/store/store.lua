-- Values of a script: set, got, taken and updated; what cannot be kept is refused with the line.
local store, json, cc = require "store", require "json", require "cc"

local function refused(what, fn, ...)
    local ok, err = pcall(fn, ...)
    assert(not ok and err.kind == "invalid", tostring(err))
    assert(tostring(err):find(what, 1, true), tostring(err))
    assert(tostring(err):find("store.lua:%d+:"), tostring(err))
end

assert(store.get("a") == nil)
assert(store.take("a") == nil)

-- Values come back as they were: integers, fractions, texts with anything in them, lists and tables within.
local values = {
    0, -1, 1.5, 1e300, math.maxinteger, math.mininteger, "", "ä 👩 \0 \"\\\n", true, false, { 1, 2, { x = { "y" } } },
    { ["odd key\0"] = 1 }, { list = json.array {} },
}
for i, value in ipairs(values) do
    store.set("a", value)
    local got = store.get("a")
    assert(json.encode(got) == json.encode(value), json.encode(got))
    assert(math.type(got) == math.type(value), i)
end

-- nil and null remove.
store.set("a", nil)
assert(store.get("a") == nil)
store.set("a", 1)
store.set("a", cc.null)
assert(store.get("a") == nil)

store.set("b", { n = 1 })
assert(store.take("b").n == 1)
assert(store.get("b") == nil)

-- Keys are told apart by every byte.
store.set("k", 1)
store.set("K", 2)
store.set("k ", 3)
store.set("ä", 4)
assert(store.get("k") == 1 and store.get("K") == 2 and store.get("k ") == 3 and store.get("ä") == 4)
store.set(("x"):rep(512), 5)
assert(store.get(("x"):rep(512)) == 5)

-- What is made of a value is given back, as it will be read.
assert(store.update("n", function(old) assert(old == nil) return { count = 1 } end).count == 1)
assert(store.update("n", function(old) old.count = old.count + 1 return old end).count == 2)
assert(store.get("n").count == 2)
assert(store.update("n", function() return nil end) == nil)
assert(store.get("n") == nil)

-- An error of the function changes nothing.
store.set("n", 7)
local ok, err = pcall(store.update, "n", function() error({ mine = true }) end)
assert(not ok and err.mine and store.get("n") == 7)

refused("store.get takes a key first: text of 1 to 512 bytes, not a nil", store.get)
refused("not an empty one", store.get, "")
refused("not one of 513", store.set, ("x"):rep(513), 1)
refused("not bytes that are no text", store.take, "\xff")
refused("not bytes that are no text", store.take, "a\0b")
refused("the value cannot be kept", store.set, "a", print)
refused("the value cannot be kept", store.set, "a", 0 / 0)
refused("the value cannot be kept", store.update, "a", function() return { print } end)
refused("one of 1 MB is kept", store.set, "a", ("x"):rep(1 << 20))
refused("store.update takes a function last, not a number", store.update, "a", 1)
store.set("big", ("x"):rep((1 << 20) - 2))
assert(#store.get("big") == (1 << 20) - 2)
assert(store.get("a") == nil)
