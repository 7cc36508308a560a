-- Handles of stored secrets. A script holds the handle, the host the value: it is good for the address and the headers of
-- an http call, and for fields of Webex's that are secrets, alone or joined with text ("Bearer " .. args.key).

local native, import = ...
local effects = import "effects"

local secrets = {}

-- As deep as a value can be sent.
local DEEPEST = 200

-- What each handle stands for, in the form that the host takes: texts, and { secret = name } where a value belongs.
local parts_of = setmetatable({}, { __mode = "k" })

local Secret = { __name = "secret", __metatable = "secret" }

-- Whoever encodes or copies a handle must not take it for an empty table: a function in it is what no JSON can hold.
local function refuse()
    effects.invalid("a secret is good only for the address or a header of an http call, or a field of Webex's that is one")
end

local any_made = false

local function handle(parts)
    local made = setmetatable({ secret = refuse }, Secret)
    parts_of[made] = parts
    any_made = true
    return made
end

function Secret.__tostring(value)
    local shown = {}
    for i, part in ipairs(parts_of[value]) do shown[i] = type(part) == "table" and ("<secret %s>"):format(part.secret) or part end
    return table.concat(shown)
end

function Secret.__concat(left, right)
    local parts = {}
    for _, value in ipairs { left, right } do
        if parts_of[value] then
            for _, part in ipairs(parts_of[value]) do parts[#parts + 1] = part end
        elseif type(value) == "string" or type(value) == "number" then
            parts[#parts + 1] = tostring(value)
        else
            effects.invalid("a secret joins with text, not with a %s", type(value))
        end
    end
    return handle(parts)
end

-- The handle of the secret of that name, which the host has granted.
function secrets.handle(name) return handle { { secret = name } } end

-- The value as the host takes it: a handle's parts, anything else as it is.
function secrets.sendable(value) return parts_of[value] or value end

-- A value with the handles in its tables as the host takes them. A table without one is given as it is.
local function sendable_within(value, depth)
    if type(value) ~= "table" or depth > DEEPEST then return value end
    if parts_of[value] then return parts_of[value] end
    local copy
    for key, inner in pairs(value) do
        local sendable = sendable_within(inner, depth + 1)
        if sendable ~= inner then
            copy = copy or native.json_copy(value)
            copy[key] = sendable
        end
    end
    return copy or value
end

-- The same for what may hold handles somewhere. A run that has no secret has none to look for.
function secrets.sendable_within(value)
    return any_made and sendable_within(value, 0) or value
end

return secrets
