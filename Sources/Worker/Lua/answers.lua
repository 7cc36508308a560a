-- What the service answers: numbers and times may be text, but what should be a list must be one. An answer of another
-- shape comes of a wrong address, a proxy or a fault, and taken for an empty list it would end as a success.

local native, import = ...
local effects = import "effects"

local answers = {}

-- Raises for an answer that is not what was asked for.
function answers.refuse(operation, head, message)
    local facts = type(head) == "table" and head or {}
    effects.raise {
        kind = "unavailable", operation = operation, message = message, hint = effects.WRONG_ADDRESS,
        status = facts.status, tracking_id = facts.tracking_id,
    }
end

-- The list that a body is, or has under the name that the head tells, or as its `data`. `what` names its items for the
-- error.
function answers.list(operation, head, body, what)
    local list = body
    if type(body) == "table" and not native.json_is_list(body) then
        local name = type(head) == "table" and head.list
        list = body[name and name ~= "" and name or "data"]
    end
    if not native.json_is_list(list) then
        answers.refuse(operation, head, "the service answered no list" .. (what and " of " .. what or ""))
    end
    return list
end

-- The same for a list whose items are objects.
function answers.objects(operation, head, body, what)
    local list = answers.list(operation, head, body, what)
    for position, item in ipairs(list) do
        if type(item) ~= "table" or native.json_is_list(item) then
            answers.refuse(operation, head, ("item %d of the service's list of %s is no object"):format(position, what))
        end
    end
    return list
end

-- An object, or an empty one in place of anything else.
function answers.object(value)
    return type(value) == "table" and value or {}
end

-- Text, also where a number stands for it, or nil.
function answers.text(value)
    if type(value) == "number" then return tostring(math.tointeger(value) or value) end
    return type(value) == "string" and value or nil
end

-- A whole number, also as text or with a point, or nil.
function answers.integer(value)
    return math.tointeger(tonumber(value)) or nil
end

-- Milliseconds since 1970, also as text or as ISO 8601, or nil.
function answers.instant(value)
    local number = answers.integer(value)
    if number or type(value) ~= "string" then return number end
    local ok, instant = pcall(import("time").parse, value)
    return ok and instant or nil
end

return answers
