-- run.step: named units of a run whose results are remembered, so that a resumed run does not do them again.

local native, import, facts = ...
local effects, scopes, here, incomplete = import "effects", import "scopes", import "here", import "incomplete"

local LONGEST_NAME = 200

-- Why the value of a step must not be written back, where any table in it came from a list that leaves something out.
local function incompleteness(value)
    if type(value) ~= "table" then return nil end
    local reason = incomplete.reason(value)
    for _, field in next, value do
        reason = reason or incompleteness(field)
    end
    return reason
end

-- Marks all that is remembered: which of it was incomplete is not kept.
local function mark(value, reason)
    if type(value) ~= "table" then return end
    incomplete.mark(value, reason)
    for _, field in next, value do mark(field, reason) end
end

local function check(name, fn)
    if type(name) ~= "string" or name == "" or #name > LONGEST_NAME then
        effects.invalid("run.step takes a name of 1 to %d bytes first, not %s", LONGEST_NAME,
            type(name) == "string" and ("one of %d"):format(#name) or "a " .. type(name))
    end
    if type(fn) ~= "function" then effects.invalid("run.step takes a function last, not a %s", type(fn)) end
end

-- What a step is to give, as it will be remembered: the same in the run that does it and in the one that remembers it. A
-- list of the values, and why they must not be written back.
local function told(name, ...)
    local values, reason = {}, nil
    for i = 1, select("#", ...) do
        local value = select(i, ...)
        reason = reason or incompleteness(value)
        values[i] = value == nil and native.json_null or value
    end
    local text, problem = native.json_encode(native.json_list(values))
    if not text then effects.invalid("the step %q returns what cannot be remembered: %s", name, problem) end
    return native.json_decode(text), reason
end

-- The values of a list as a function returns them.
local function unpacked(values)
    local plain, count = {}, #values
    for i = 1, count do
        if values[i] ~= native.json_null then plain[i] = values[i] end
    end
    return table.unpack(plain, 1, count)
end

-- What each row under way holds, with the rows that it is in: a row that has changed since has its steps done anew.
local contents = {}

local steps = {}

-- Notes what a row holds, while it is under way.
function steps.row(scope, content) contents[scope] = content end

-- What the innermost row holds that a scope is in; nil outside of rows with a key.
local function content_of(scope)
    while scope ~= "" do
        if contents[scope] then return contents[scope] end
        scope = scope:match("^(.*)/[^/]*$") or ""
    end
    return nil
end

-- The same of where the caller is.
function steps.content() return content_of(here.scope()) end

function steps.run(name, fn)
    check(name, fn)
    local scope = scopes.step(name)
    local content = content_of(scope)
    local reason
    local ok, values = scopes.within(scope, function()
        if facts.resumed then
            local memory = effects.ask("run.step", "step_known", { content = content })
            if memory.known then
                reason = memory.incomplete
                return memory.values
            end
        end
        local values
        values, reason = told(name, fn())
        effects.ask("run.step", "step_done", { values = values, content = content, incomplete = reason })
        return values
    end)
    scopes.step_ended(scope, name, ok)
    if not ok then error(values, 0) end
    if reason then mark(values, reason) end
    return unpacked(values)
end

return steps
