-- A copy of an object that can be created anew: without what Webex fills in by itself.

local native, import = ...
local effects, calls, incomplete = import "effects", import "calls", import "incomplete"

-- What Webex fills in on every object, and on every part that belongs to one.
local FILLED_IN = { id = true, version = true, organizationId = true, createdTime = true, lastUpdatedTime = true }
-- The same in the admin API.
local FILLED_IN_WEBEX = { id = true, orgId = true, created = true, lastModified = true, lastActivity = true, meta = true }
-- Parts that have all of this and are objects of their own all the same: their ids say which.
local REFERENCES = { resourceCollections = true }

-- A part belongs to its object if it has a version or times of its own beside its id; others only name something.
local function is_owned(part)
    return part.id ~= nil and (part.version ~= nil or part.organizationId ~= nil or part.createdTime ~= nil)
end

-- A copy in depth; `refers` says that parts within are not this object's own.
local function copied(value, without, refers)
    local copy = native.json_copy(value, without)
    for key, inner in pairs(copy) do
        if type(inner) == "table" then
            local elsewhere = refers or REFERENCES[key]
            copy[key] = copied(inner, not elsewhere and is_owned(inner) and FILLED_IN or nil, elsewhere)
        end
    end
    return copy
end

return function(resource, object)
    if type(object) ~= "table" then
        effects.invalid("%s.as_new takes an object, not a %s", resource.name, type(object))
    end
    incomplete.refuse(resource.name .. ".as_new", object)
    local without = {}
    for name in pairs(resource.module == "webex" and FILLED_IN_WEBEX or FILLED_IN) do without[name] = true end
    for _, name in ipairs(calls.describe(resource).read_only or {}) do without[name] = true end
    return copied(object, without)
end
