-- options: --allow-write
-- What makes a new value may be called again, so it must not wait: it is told so, and nothing is changed.
local store, async, fs = require "store", require "async", require "fs"

local function refused(fn)
    store.set("n", 1)
    local ok, err = pcall(store.update, "n", fn)
    assert(not ok, "it waited")
    assert(err.kind == "invalid", tostring(err))
    assert(tostring(err):find("waiting.lua:%d+: cannot wait inside store.update"), tostring(err))
    assert(store.get("n") == 1)
end

refused(function(n) async.sleep(1) return n + 1 end)
refused(function(n) fs.write("x.txt", "x") return n + 1 end)
refused(function(n) return store.get("n") + n end)
refused(function(n) return store.update("n", function() return n end) end)
refused(function(n) return coroutine.wrap(function() async.sleep(1) return n end)() end)

-- It sees the error, and can do without.
assert(store.update("n", function(n)
    local ok, problem = pcall(async.sleep, 1)
    return ok and 0 or n + 1
end) == 2)

-- A coroutine of the script's own that does not wait is no wait.
assert(store.update("n", function(n)
    local add = coroutine.wrap(function(a) while true do a = coroutine.yield(a + n) end end)
    return add(1) + add(2)
end) == 7)

-- The function cannot be left in the middle.
local inside = coroutine.create(function() store.update("n", function() coroutine.yield() end) end)
local ok, problem = coroutine.resume(inside)
assert(not ok and tostring(problem):find("outside a coroutine", 1, true) or tostring(problem):find("C%-call"), tostring(problem))
assert(store.get("n") == 7)

-- Many at once lose nothing.
store.set("n", 0)
async.each({ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, { concurrency = 10 }, function()
    for _ = 1, 5 do store.update("n", function(n) return n + 1 end) end
end)
assert(store.get("n") == 50)

-- Of those who take, one gets it.
store.set("job", "mine")
local got = 0
async.each({ 1, 2, 3, 4, 5 }, { concurrency = 5 }, function() if store.take("job") then got = got + 1 end end)
assert(got == 1)
