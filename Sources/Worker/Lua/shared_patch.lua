-- Changes that share a request with those of other coroutines. Each waits for its own outcome.

local native, import = ...
local bulk, new_gatherer = import "bulk", import "gathering"

-- Those who gather the changes of one resource.
local gatherers = {}

local function gatherer_of(resource)
    if not gatherers[resource.name] then
        local verb = bulk.verb(resource, "patch", resource.name .. ".patch", "leave out bulk = true")
        local request = { resource = resource, verb = verb, ids = {}, action = "SAVE" }
        gatherers[resource.name] = gatherers[resource.name]
            or new_gatherer(bulk.FULL, function(batch) bulk.send(request, batch, 1, #batch) end)
    end
    return gatherers[resource.name]
end

-- Changes one object in a request that others may share, and waits for its outcome.
return function(resource, id, changes)
    local item = native.json_copy(changes)
    item.id = id
    gatherer_of(resource):hand_in { id = id, item = item }
end
