-- exit: 4
-- error: odd-errors.lua:7: there is no fs.joi; did you mean fs.join?
-- Whatever a row raises, returns or is known by, it fails alone.
local run, fs = require "run", require "fs"

-- First, since only the first rows that fail are told: a typing error names its line.
run.rows({ 1 }, function() return fs.joi("a", "b") end)

local function raises(what)
    return setmetatable({}, { [what] = function() error("not for you") end })
end

-- Runs three rows of which the first does `odd`, and gives what came of them.
local function three(odd, options)
    return run.rows({ 1, 2, 3 }, options or {}, function(n)
        if n == 1 then return odd() end
    end)
end

local errors = {
    { message = {} },
    { message = "x", tracking_id = print },
    { message = "x", operation = {}, hint = 5, kind = print },
    { print },
    raises "__tostring",
    raises "__index",
    raises "__name",
    setmetatable({}, { __tostring = function() return {} end }),
    setmetatable({}, { __metatable = false }),
    "bytes \xff",
    print,
    false,
}
for i = 1, #errors do
    local totals = three(function() error(errors[i], 0) end)
    assert(totals.total == 3 and totals.failed == 1 and totals.done == 2, i)
end
local totals = three(function() error(nil) end)
assert(totals.failed == 1 and totals.done == 2)

-- A status must be a word, and none that the totals have for themselves.
for _, status in ipairs { 5, {}, false, 0 / 0 } do
    totals = three(function() return { status = status } end)
    assert(totals.total == 3 and totals.failed == 1 and totals.done == 2)
end
totals = three(function() return "total" end)
assert(totals.total == 3 and totals.failed == 1 and totals.done == 2)
totals = three(function() return "failed" end)
assert(totals.total == 3 and totals.failed == 1 and totals.done == 2)

-- Keys that are none.
for _, key in ipairs { 0 / 0, math.huge, {}, raises "__tostring", print, true } do
    totals = three(function() end, { key = function(n) return n == 2 and key or n end })
    assert(totals.total == 3 and totals.failed == 1 and totals.done == 2)
end
totals = three(function() end, { key = function(n) return n == 2 and error(raises "__tostring") or "k" .. n end })
assert(totals.failed == 1 and totals.done == 2)
