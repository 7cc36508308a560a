-- A step gives what it will be remembered as: any value that JSON can hold, and nothing else.
local run, json = require "run", require "json"

assert(run.step("number", function() return 7 end) == 7)
assert(run.step("text", function() return "a" end) == "a")
assert(run.step("flag", function() return false end) == false)
assert(run.step("nothing", function() end) == nil)
local shared = { list = json.array {}, deep = { x = 1.5 } }
local copy = run.step("table", function() return shared end)
assert(copy ~= shared and copy.deep ~= shared.deep and copy.deep.x == 1.5 and json.encode(copy.list) == "[]")

local function fails(pattern, name, fn)
    local ok, err = pcall(run.step, name, fn)
    assert(not ok and err.kind == "invalid" and err.message:find(pattern), tostring(err))
end
fails("cannot be remembered: %.f: a function cannot be sent", "function", function() return { f = print } end)
fails("returns 2 values", "two", function() return 1, 2 end)
fails("there was a step \"number\" here before", "number", function() return 7 end)

-- One that failed is no step that was done.
assert(not pcall(run.step, "again", function() error("first") end))
assert(run.step("again", function() return 1 end) == 1)
