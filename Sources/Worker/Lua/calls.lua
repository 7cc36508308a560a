-- The operations of the service, asked of the host, and what the host knows of a resource without asking the service.

local native, import = ...
local effects, once = import "effects", import "once"

local calls = {}

-- One operation: its answer, and the head with status, tracking_id, paging and omits_arrays.
function calls.ask(operation, ...)
    local arguments = table.pack(...)
    local list = {}
    for i = 1, arguments.n do
        if arguments[i] == nil then
            effects.raise {
                kind = "invalid", operation = operation,
                message = ("argument %d is nil; leave it out or write {}"):format(i),
            }
        end
        list[i] = arguments[i]
    end
    local head, body = effects.ask(operation, "call", { operation = operation, arguments = native.json_list(list) })
    return body, head or {}
end

local facts = {}

-- { key=, verbs=, bulk={ patch= }, omits_arrays=, paging= } of a resource; raises where there is no such resource.
function calls.describe(resource)
    facts[resource] = facts[resource] or once(function()
        return (effects.ask(resource, "describe", { resource = resource }))
    end)
    return facts[resource]()
end

return calls
