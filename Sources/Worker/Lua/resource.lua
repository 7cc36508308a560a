-- The verbs that every resource has beside the operations of the service: one shape for all.

local native, import = ...
local effects, calls, arguments, walk_list = import "effects", import "calls", import "arguments", import "walking"
local finding, bulk, incomplete = import "finding", import "bulk", import "incomplete"

-- Raises for a change that cannot share a request.
local function check_shared(resource, id, changes, options)
    local other = next(arguments.without(options, "bulk"))
    if other then
        effects.invalid("%s.patch: the option %s cannot be had with bulk: the request is shared", resource.name, tostring(other))
    end
    if type(id) ~= "string" or type(changes) ~= "table" then
        effects.invalid("%s.patch takes an id and a table of changes, not a %s and a %s", resource.name, type(id), type(changes))
    end
end

-- What the host takes among options: a table of nothing else is one of them.
local HOST_OPTIONS = { all = true, query = true, save = true, strict = true, timeout = true, v = true }

local function are_options(fields)
    for name in pairs(fields) do
        if not HOST_OPTIONS[name] then return false end
    end
    return next(fields) ~= nil
end

return function(resource)
    local verbs = {}

    local function split(verb, ...) return arguments.split(resource.name .. "." .. verb, ...) end

    -- Walks the list for who is given it: `ids` of the path, parameters, options, and how many pages at most.
    local function walk(ids, parameters, options, most_pages)
        return walk_list(resource, ids, parameters, options, most_pages)
    end

    function verbs.each(...) return walk(split("each", ...)) end

    function verbs.list(...)
        local all = {}
        for object in walk(split("list", ...)) do all[#all + 1] = object end
        return native.json_list(all)
    end

    function verbs.find(...)
        local ids, where, options = split("find", ...)
        return finding.find(resource, walk, ids, where or ids[#ids], options)
    end

    -- By ids of the path, or by fields in the place of the last of them.
    function verbs.get(...)
        local count = 0
        while arguments.is_id((select(count + 1, ...))) do count = count + 1 end
        local where = select(count + 1, ...)
        -- Of a get that has nothing but parameters, the table is those.
        if type(where) == "table" and (calls.facts(resource, "get").ids or 1) == count + 1 then
            local ids, _, options = split("get", ...)
            return finding.get(resource, walk, ids, where, options)
        end
        return (calls.ask(resource, "get", ...))
    end

    function verbs.lookup(...) return import "lookup"(resource, walk, ...) end

    function verbs.create(...)
        incomplete.refuse(resource.name .. ".create", ...)
        return (calls.ask(resource, "create", ...))
    end

    function verbs.ensure(...)
        local ids, body, options = split("ensure", ...)
        incomplete.refuse(resource.name .. ".ensure", body)
        return import "ensuring"(resource, walk, ids, body, options)
    end

    function verbs.update(...)
        incomplete.refuse(resource.name .. ".update", ...)
        return (calls.ask(resource, "update", ...))
    end

    -- Options bulk=true: the change may share a request with others. Its outcome is still its own.
    function verbs.patch(id, changes, options, ...)
        if not (type(options) == "table" and options.bulk ~= nil) then
            if options == nil and select("#", ...) == 0 then return (calls.ask(resource, "patch", id, changes)) end
            return (calls.ask(resource, "patch", id, changes, options, ...))
        end
        if not options.bulk then return (calls.ask(resource, "patch", id, changes, arguments.without(options, "bulk"))) end
        check_shared(resource, id, changes, options)
        import "shared_patch"(resource, id, changes)
    end

    -- Takes nothing of Webex's, so that a table of options may stand behind the ids.
    for _, verb in ipairs { "delete", "delete_all" } do
        verbs[verb] = function(...)
            local ids, first, options = split(verb, ...)
            if first and not options and are_options(first) then return (calls.with(resource, verb, ids, nil, first)) end
            return (calls.ask(resource, verb, ...))
        end
    end

    for _, action in ipairs { "patch", "save", "delete" } do
        local verb = "bulk_" .. action
        verbs[verb] = function(...)
            local given = table.pack(...)
            local ids = {}
            while arguments.is_id(given[#ids + 1]) do ids[#ids + 1] = given[#ids + 1] end
            return bulk.all(resource, action, ids, given[#ids + 1], given[#ids + 2])
        end
    end

    function verbs.wait_for(...)
        local ids, where, options = split("wait_for", ...)
        return import "waiting".wait_for(resource, walk, ids, where, options)
    end

    function verbs.references(...) return import "references"(resource, split("references", ...)) end

    function verbs.purge_inactive(...)
        local ids, parameters, options = split("purge_inactive", ...)
        if parameters and not options and are_options(parameters) then parameters, options = nil, parameters end
        return import "purging"(resource, ids, parameters, options)
    end

    function verbs.as_new(object) return import "fresh_copy"(resource, object) end

    return verbs
end
