-- math.random within rows and steps: what Lua's own gives and raises, and numbers that depend on nothing but the place.
local run = require "run"

local function in_step(name, fn) return run.step(name, fn) end

in_step("range", function()
    local seen = {}
    for _ = 1, 2000 do
        local number = math.random()
        assert(math.type(number) == "float" and number >= 0 and number < 1)
        seen[math.random(3)] = true
        number = math.random(-2, 2)
        assert(math.type(number) == "integer" and number >= -2 and number <= 2)
        seen[number + 100] = true
    end
    for i = 1, 3 do assert(seen[i]) end
    for i = -2, 2 do assert(seen[i + 100]) end
    assert(not seen[0] and not seen[4])
    assert(math.random(5, 5) == 5 and math.random("1") == 1 and math.random(1.0, 1.0) == 1)
    local all = 0
    for _ = 1, 100 do all = all | math.random(0) end
    assert(all == -1 and math.type(math.random(math.mininteger, math.maxinteger)) == "integer")
end)

-- The errors of Lua's own, with the line of the script.
for _, outside in ipairs { true, false } do
    local function check()
        for _, case in ipairs {
            { "#1 to 'random' (interval is empty)", -1, n = 1 }, { "#1 to 'random' (interval is empty)", 2, 1, n = 2 },
            { "wrong number of arguments", 1, 2, 3, n = 3 }, { "#1 to 'random' (number expected, got string)", "x", n = 1 },
            { "#2 to 'random' (number expected, got nil)", 1, n = 2 },
            { "#1 to 'random' (number has no integer representation)", 1.5, n = 1 },
        } do
            local ok, message = pcall(function() local _ = math.random(table.unpack(case, 2, case.n + 1)) end)
            assert(not ok and message:find("^random.lua:%d+: ") and message:find(case[1], 1, true), message)
        end
    end
    if outside then check() else in_step("errors", check) end
end

-- A step that is tried again goes on with its numbers.
local first
assert(not pcall(run.step, "again", function()
    first = math.random(1 << 40)
    error "no"
end))
assert(in_step("again", function() return math.random(1 << 40) end) ~= first)
assert(in_step("other", function() return math.random(1 << 40) end) ~= first)

-- Rows of one key in two blocks, and two keys, have numbers of their own.
local numbers, count = {}, 0
for _, label in ipairs { "a", "b" } do
    run.rows({ 1, 2, "1" }, { key = function(item) return item end, label = label }, function()
        numbers[math.random(1 << 40)] = true
        count = count + 1
    end)
end
local different = 0
for _ in pairs(numbers) do different = different + 1 end
assert(count == 6 and different == 6)

-- From then on the script has them in its own hands.
math.randomseed(42)
local outside = math.random(1 << 40)
math.randomseed(42)
assert(in_step("seeded", function() return math.random(1 << 40) end) == outside)
