-- What a file of tests is made of: describe and it collect the tests, then each runs, one after the other.

local native, import, facts = ...
local effects, tasks, expectations = import "effects", import "tasks", import "expectations"

local testing = {}

-- All tests in their order: { names=, fn=, where=, skipped=, block= }.
local tests = {}
-- The describe that is being read, innermost: { names=, before=, after=, outer=, skipped= }.
local block = { names = {}, before = {}, after = {} }
-- The test that runs, once all are collected.
local running
local is_collected = false

local function refuse_late(who)
    if running then effects.invalid("%s stands outside of tests, and this is within one", who) end
    if is_collected then effects.invalid("%s is called while the file is read, not later", who) end
end

local function check_name(who, name)
    if type(name) ~= "string" or name:match "^%s*$" then
        effects.invalid("%s takes a name first, not %s", who, type(name) == "string" and "an empty one" or "a " .. type(name))
    end
    if not utf8.len(name) or name:find "%c" then effects.invalid("%s: a name is one line of text", who) end
end

local function names_with(name)
    local names = table.move(block.names, 1, #block.names, 1, {})
    names[#names + 1] = name
    return names
end

local function describe(who, name, fn, skipped)
    refuse_late(who)
    check_name(who, name)
    if type(fn) ~= "function" then effects.invalid("%s takes a function last, not a %s", who, type(fn)) end
    local outer = block
    block = { names = names_with(name), before = {}, after = {}, outer = outer, skipped = outer.skipped or skipped }
    fn()
    block = outer
end

local function it(who, name, fn, skipped)
    refuse_late(who)
    check_name(who, name)
    -- A name without a function is a test that is still to be written.
    if fn ~= nil and type(fn) ~= "function" then
        effects.invalid("%s takes a function last, not a %s", who, type(fn))
    end
    tests[#tests + 1] = {
        names = names_with(name), fn = fn, where = native.where(), block = block,
        skipped = skipped or block.skipped or fn == nil,
    }
end

-- describe and it, each with `skip`.
local function with_skip(who, fn)
    return setmetatable({
        skip = function(name, body) fn(who .. ".skip", name, body, true) end,
    }, {
        __call = function(_, name, body) fn(who, name, body, nil) end,
        __index = function(_, key)
            effects.invalid("there is no %s.%s; there is %s.skip", who, tostring(key), who)
        end,
    })
end

testing.describe = with_skip("describe", describe)
testing.it = with_skip("it", it)

local function hook(who, list)
    return function(fn)
        refuse_late(who)
        if type(fn) ~= "function" then effects.invalid("%s takes a function, not a %s", who, type(fn)) end
        table.insert(block[list], fn)
    end
end

testing.before_each = hook("before_each", "before")
testing.after_each = hook("after_each", "after")
testing.expect = expectations.expect

-- ---- what went wrong

-- The place and the rest of a message that begins with one, as Lua's own do.
local function split(message)
    local where, rest = message:match "^([^\n:]+:%d+): (.*)$"
    return where, rest or message
end

-- The text of an error without its place, which is told apart.
local function message_of(err)
    if type(err) == "table" and effects.text_field(err, "message") then
        local copy = {}
        for key, value in next, err do copy[key] = value end
        copy.where = nil
        if expectations.is_failure(err) then return copy.message end
        return tostring(effects.made(copy))
    end
    return err == nil and "an error without a value" or effects.describe(err)
end

-- The place in the file of tests that an error is about: its own, or the nearest on the way there.
local function place_of(own, trace)
    local prefix = facts.testing.name .. ":"
    own = own and own:gsub(":$", "")
    if own and own:sub(1, #prefix) == prefix then return own end
    for line in trace:gmatch "[^\n]+" do
        local place = line:match "^%s*(.-:%d+): in "
        if place and place:sub(1, #prefix) == prefix then return place end
    end
    return own
end

local function failure_of(err, trace)
    local own, message = nil, message_of(err)
    if type(err) == "table" then own = effects.text_field(err, "where") else own, message = split(message) end
    local details = type(err) == "table" and rawget(err, "details")
    return {
        message = effects.readable(message), where = place_of(own, trace), trace = trace,
        kind = effects.text_field(err, "kind"), details = expectations.is_failure(err) and details or nil,
    }
end

-- ---- the run

local function attempt(fn)
    local ok, caught = xpcall(fn, function(err) return { err = err, trace = debug.traceback() } end)
    if not ok and not running.failure then running.failure = failure_of(caught.err, caught.trace) end
    return ok
end

expectations.note(function(err)
    if running then running.noted = running.noted or failure_of(err, debug.traceback()) end
end)

-- From the outermost describe inwards.
local function blocks_of(test)
    local blocks, inner = {}, test.block
    while inner do
        table.insert(blocks, 1, inner)
        inner = inner.outer
    end
    return blocks
end

-- The hooks and the test itself. What a test has left open is done before the next one begins.
local function perform(test)
    local blocks, ready = blocks_of(test), true
    for _, each in ipairs(blocks) do
        for _, fn in ipairs(each.before) do ready = ready and attempt(fn) end
    end
    if ready then attempt(test.fn) end
    for i = #blocks, 1, -1 do
        for _, fn in ipairs(blocks[i].after) do attempt(fn) end
    end
    if not attempt(tasks.finish) then
        tasks.cancel_all()
        attempt(tasks.finish)
    end
end

local function run_one(number, test)
    effects.ask("patchbay test", "test_begin", { test = number })
    local began = native.now()
    running = {}
    -- Steps of one name in two tests are two steps.
    local outer = native.scope("/test/" .. number)
    perform(test)
    native.scope(outer)
    local failure = running.failure or running.noted
    running = nil
    effects.tell("test_end", { test = number, duration = native.now() - began, failure = failure })
    return failure == nil
end

local function is_chosen(test)
    local filter = facts.testing.filter
    return not filter or table.concat(test.names, " "):find(filter, 1, true) ~= nil
end

-- Runs what was collected.
function testing.run()
    is_collected = true
    local chosen, told = {}, native.json_list {}
    for _, test in ipairs(tests) do
        if is_chosen(test) then
            chosen[#chosen + 1] = test
            told[#told + 1] = { names = native.json_list(test.names), where = test.where, skipped = test.skipped or nil }
        end
    end
    effects.tell("tests", { all = #tests, tests = told })
    for number, test in ipairs(chosen) do
        if not test.skipped and not run_one(number, test) and facts.testing.fail_fast then return end
    end
end

return testing
