-- What a step returns, as the script that did it sees it: the same as one that remembers it.
local run, json, cc = require "run", require "json", require "cc"

assert(run.step("text", function() return "a" end) == "a")
assert(run.step("number", function() return 7 end) == 7)
assert(run.step("false", function() return false end) == false)
assert(run.step("nothing", function() end) == nil)
assert(run.step("null", function() return cc.null end) == nil)

local made = { names = json.array { "a" }, inner = { 1, 2 } }
local told = run.step("table", function() return made end)
assert(told ~= made and told.inner ~= made.inner and told.inner[2] == 2 and told.names[1] == "a")

for what, value in pairs { ["a function"] = print, ["a thread"] = coroutine.create(print) } do
    for _, returned in ipairs { value, { deep = { value } } } do
        local ok, err = pcall(run.step, what, function() return returned end)
        assert(not ok and err.kind == "invalid", tostring(err))
        assert(err.message:find("returns what cannot be remembered: ", 1, true), err.message)
    end
end
