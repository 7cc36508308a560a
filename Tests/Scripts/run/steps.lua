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

local one, two, three = run.step("several", function() return 1, nil, { x = {} } end)
assert(one == 1 and two == nil and #three.x == 0)
assert(select("#", run.step("none", function() end)) == 0)

-- Two of one name would be taken for one another; one that failed may be tried again, and one within it has its own names.
local ok, err = pcall(run.step, "text", function() end)
assert(not ok and err.message:find('there was a step "text" here before', 1, true), tostring(err))
assert(not pcall(run.step, "again", function() error "no" end))
assert(run.step("again", function() return run.step("text", function() return "inner" end) end) == "inner")

-- An entry of a list that leaves something out is that still, when a step has given it.
local queue = run.step("queue", function() return cc.queue.list()[1] end)
ok, err = pcall(cc.queue.update, queue.id, queue)
assert(not ok and err.message:find("it came from a list", 1, true), tostring(err))

for name, value in pairs { [""] = print, big = function() return ("x"):rep(1 << 20) end } do
    ok, err = pcall(run.step, name, value)
    assert(not ok and err.kind == "invalid", tostring(err))
end
