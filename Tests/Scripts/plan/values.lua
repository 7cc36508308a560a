-- options: --plan
-- output: *
-- What a plan stores, it sees itself.
local store = require "store"

assert(store.get("a") == nil and store.take("a") == nil)
store.set("a", { n = 1 })
assert(store.get("a").n == 1)
assert(store.update("a", function(value)
    value.n = value.n + 1
    return value
end).n == 2)
assert(store.take("a").n == 2 and store.get("a") == nil and store.take("a") == nil)
assert(store.update("a", function(value) return value == nil and 7 end) == 7)
store.set("a", nil)
assert(store.get("a") == nil)
assert(store.update("b", function() return "x" end) == "x" and store.update("b", function() return nil end) == nil)
assert(store.get("b") == nil)
