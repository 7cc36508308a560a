-- The operations of the service, asked of the host, and what the host knows of a resource without asking the service.
-- A resource is { name=, module= }.

local native, import = ...
local effects, once, secrets, refuse_self =
    import "effects", import "once", import "secrets", import("arguments").refuse_self

local calls = {}

-- What an answer is worth: its body, or where that was saved; raises if only a part was done.
local function finished(operation, head, body)
    head = head or {}
    if head.path then body = { path = head.path, bytes = head.bytes } end
    if head.status == 206 then
        effects.raise {
            kind = "partial", operation = operation, status = head.status, tracking_id = head.tracking_id, answer = body,
            message = "the service did only a part of it", hint = "err.answer tells what was done",
        }
    end
    return body, head
end

-- One operation with a list of arguments: its answer, and the head with status, tracking_id, paging, list, omits_arrays and
-- next. With an address, the same operation at that address. `scopes` are the rows and steps of each item of a bulk request
-- that several share; `absent` says that the object to create was just looked for and is not there.
function calls.send(resource, verb, arguments, address, scopes, absent)
    local operation = resource.name .. "." .. verb
    local effect = {
        operation = operation, module = resource.module, link = address, scopes = scopes, absent = absent,
        arguments = native.json_list(secrets.sendable_within(arguments)),
    }
    local head, body = effects.ask(operation, "call", effect)
    if head and head.doubts then head, body = import "doubts"(resource, effect, head.doubts) end
    return finished(operation, head, body)
end

-- Raises for an argument that is nil: most often an id that was not found, or a field that is not spelt so.
local function refuse_nil(resource, verb, position)
    local ids = calls.facts(resource, verb).ids or 0
    effects.raise {
        kind = "invalid", operation = resource.name .. "." .. verb,
        message = position <= ids and ("argument %d, an id, is nil"):format(position)
            or ("argument %d is nil"):format(position),
        hint = position <= ids and "was the object found, and is its field spelt so?"
            or "leave it out, or write {} where others follow",
    }
end

-- The same with the arguments of a function.
function calls.ask(resource, verb, ...)
    local arguments = table.pack(...)
    refuse_self(resource.name .. "." .. verb, arguments[1])
    local list = {}
    for i = 1, arguments.n do
        if arguments[i] == nil then
            refuse_nil(resource, verb, i)
        end
        list[i] = arguments[i]
    end
    return calls.send(resource, verb, list)
end

-- The same with ids, a table of Webex's and the host's options, of which nil is an empty one.
function calls.with(resource, verb, ids, first, options, address, scopes, absent)
    local list = table.move(ids, 1, #ids, 1, {})
    list[#list + 1] = first or {}
    list[#list + 1] = options
    return calls.send(resource, verb, list, address, scopes, absent)
end

-- A request by method and path: { method=, path=, query=, body=, base= }.
function calls.request(operation, request)
    local head, body = effects.ask(operation, "request", secrets.sendable_within(request))
    return (finished(operation, head, body))
end

local facts = {}

-- { key=, verbs=, operations={ <verb>={ paging=, list=, ids=, body=, safety=, query=… } }, bulk={ patch=, save= },
-- read_only= } of a resource; raises where there is no such resource.
function calls.describe(resource)
    local place = resource.module .. "." .. resource.name
    facts[place] = facts[place] or once(function()
        return (effects.ask(place, "describe", { resource = resource.name, module = resource.module })) or {}
    end)
    return facts[place]()
end

-- What the host knows of one operation of a resource: an empty table where it has none.
function calls.facts(resource, verb)
    return (calls.describe(resource).operations or {})[verb] or {}
end

return calls
