-- expect(value): what a test says of a value.

local native, import = ...
local effects, near, equality, shown = import "effects", import "near", import "equality", import "shown_values"

-- Bytes up to which two values are told in one line.
local SHORT = 100

local expectations = {}

-- Told of each expectation that fails: `run.rows` and pcall catch errors, and must not hide it.
local noted = function() end

-- Has `fn` told of each expectation that fails.
function expectations.note(fn) noted = fn end

-- Whether an error is an expectation that failed.
function expectations.is_failure(err) return effects.text_field(err, "kind") == "expectation" end

-- Ends the test.
local function fail(message, details)
    local ok, err = pcall(effects.raise, { kind = "expectation", message = message, details = details })
    noted(err)
    error(err, 0)
end

-- Each is given the value and what is expected of it, and returns whether it is so, the verb that says it, and details.
local matchers = {}

function matchers.to_equal(have, want)
    local differences = equality.differences(have, want)
    return #differences == 0, "to equal", differences
end

function matchers.to_be(have, want)
    local same = rawequal(have, want) or (type(have) ~= "table" and have == want)
    if not same and type(have) == "table" and type(want) == "table" and equality.equal(have, want) then
        return false, "to be", { "they hold the same, but are two tables: to_equal compares what they hold" }
    end
    return same, "to be"
end

function matchers.to_contain(have, want)
    if type(have) ~= "string" and type(have) ~= "table" then
        effects.invalid("expect(…).to_contain looks into a text or a table, not a %s", type(have))
    end
    return equality.contains(have, want), "to contain"
end

function matchers.to_match(have, pattern)
    if type(pattern) ~= "string" then
        effects.invalid("expect(…).to_match takes a pattern of Lua, not a %s", type(pattern))
    end
    if type(have) ~= "string" then return false, "to match" end
    local ok, found = pcall(string.find, have, pattern)
    if not ok then effects.invalid("expect(…).to_match: %s", tostring(found)) end
    return found ~= nil, "to match"
end

-- Matchers that compare with nothing.
local alone = {
    to_be_nil = { "to be nil", function(have) return have == nil end },
    to_be_truthy = { "to be neither nil nor false", function(have) return have and true or false end },
    to_be_falsy = { "to be nil or false", function(have) return not have end },
}

-- Raises unless it is as it should be.
local function judge(holds, negated, kind, have, verb, want, details)
    if holds ~= negated then return end
    local text = ("expected %s %s%s%s"):format(have, negated and "not " or "", verb, want and " " .. want or "")
    if #text > SHORT and not negated and details and #details > 0 then
        text = ("expected a %s %s another"):format(kind, verb)
    elseif details and #details == 1 and details[1]:find "^expected " then
        -- Of two plain values the one difference says the same again.
        details = nil
    end
    fail(text, not negated and details and #details > 0 and native.json_list(details) or nil)
end

-- Whether an error is of a kind, or says a text.
local function is_like(err, wanted)
    return wanted == nil or effects.text_field(err, "kind") == wanted
        or effects.describe(err):find(wanted, 1, true) ~= nil
end

-- Runs the function and gives its error, to be looked at further.
local function to_raise(negated, fn, wanted)
    if type(fn) ~= "function" then
        effects.invalid("expect(…).to_raise calls a function, not a %s: expect(function() … end).to_raise()", type(fn))
    end
    if wanted ~= nil and type(wanted) ~= "string" then
        effects.invalid("expect(…).to_raise takes a kind or a part of the message, not a %s", type(wanted))
    end
    local ok, err = pcall(fn)
    if not ok and (expectations.is_failure(err) or effects.text_field(err, "kind") == "cancelled") then error(err, 0) end
    local raised = not ok and is_like(err, wanted)
    local what = wanted and " " .. shown.value(wanted) or ""
    if negated and raised then
        fail(("expected the function not to raise%s, but it did"):format(what), native.json_list { effects.describe(err) })
    end
    if not negated and not raised then
        if ok then fail(("expected the function to raise%s, but it raised nothing"):format(what)) end
        local kind = effects.text_field(err, "kind")
        fail(("expected the function to raise%s, but it raised another error"):format(what),
            native.json_list { (kind and kind .. ": " or "") .. effects.describe(err) })
    end
    return err
end

local NAMES = { "never", "to_be", "to_be_falsy", "to_be_nil", "to_be_truthy", "to_contain", "to_equal", "to_match", "to_raise" }

-- What is called of an expectation: a function that knows the value.
local function matcher(expectation, name, value, negated)
    local function check(given)
        if rawequal(given, expectation) then
            effects.invalid("expect(…).%s is called with a dot, not with a colon", name)
        end
    end
    if name == "to_raise" then
        return function(wanted)
            check(wanted)
            return to_raise(negated, value, wanted)
        end
    elseif alone[name] then
        return function(...)
            check((...))
            if select("#", ...) > 0 then effects.invalid("expect(…).%s takes nothing", name) end
            judge(alone[name][2](value), negated, type(value), shown.value(value), alone[name][1])
        end
    elseif matchers[name] then
        return function(...)
            check((...))
            if select("#", ...) ~= 1 then effects.invalid("expect(…).%s takes one value", name) end
            local holds, verb, details = matchers[name](value, (...))
            judge(holds, negated, type(value), shown.value(value), verb, shown.value((...)), details)
        end
    end
    effects.invalid("there is no expect(…).%s%s", near.shown(name), near.hint(name, NAMES, "expect(…)."))
end

local function expectation(value, negated)
    return setmetatable({}, {
        __name = "expectation",
        __index = function(self, name)
            if name == "never" then return expectation(value, not negated) end
            return matcher(self, name, value, negated)
        end,
    })
end

-- expect(value).to_equal(other), expect(value).never.to_equal(other) …
function expectations.expect(value) return expectation(value, false) end

return expectations
