-- Objects created unless they are there already.

local native, import, facts = ...
local effects, calls, finding = import "effects", import "calls", import "finding"

-- Creates that may answer 400 and have created all the same.
local DOUBTFUL = { person = true }

-- The value of the natural key in a body; of a list the only entry, since the service finds by one.
local function value_of(body, key)
    local value = body[key]
    if value == nil then value = body[key .. "s"] end
    if type(value) == "table" and #value == 1 then value = value[1] end
    if type(value) == "string" or math.type(value) == "integer" then return value end
    return nil
end

-- Whether a failed create leaves the chance that such an object is there.
local function may_exist(resource, problem)
    local kind = effects.text_field(problem, "kind")
    return kind == "conflict" or kind == "in_doubt"
        or kind == "invalid" and DOUBTFUL[resource.name] and rawget(problem, "status") == 400
end

-- The object, and whether it was created now. One that is there already stays as it is.
return function(resource, each, ids, body, options)
    local operation = resource.name .. ".ensure"
    if type(body) ~= "table" then effects.invalid("%s takes the object to create, not a %s", operation, type(body)) end
    local key = calls.describe(resource).key
    if not key then
        effects.raise {
            kind = "invalid", operation = operation, message = ("nothing tells one %s from another by itself"):format(resource.name),
            hint = "look with find, then create",
        }
    end
    local value = value_of(body, key)
    if value == nil then
        effects.raise { kind = "invalid", operation = operation, message = ("the object has no %s to find it by"):format(key) }
    end
    local planning = facts.planning
    if planning then
        -- Nothing is sent that could be refused, so the look comes first; many share one.
        local there = options and finding.find(resource, each, ids, { [key] = value }, finding.reading(options), "ensure")
            or not options and import "waiting".look(resource, each, ids, { [key] = value }, operation)
        if there then return there, false end
    end
    local ok, created = pcall(calls.with, resource, "create", ids, body, options, nil, nil, planning or nil)
    if ok then return created, true end
    if not may_exist(resource, created) then error(created, 0) end
    local found = finding.find(resource, each, ids, { [key] = value }, finding.reading(options), "ensure")
    if not found then error(created, 0) end
    -- What the host has in doubt is so no longer.
    local write = rawget(created, "write")
    if write then effects.ask(operation, "settle", { write = write, found = found }) end
    return found, false
end
