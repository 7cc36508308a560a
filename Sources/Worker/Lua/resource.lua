-- The verbs that every resource has beside the operations of the service: one shape for all.

local native, import = ...
local effects, paging, answers, calls = import "effects", import "paging", import "answers", import "calls"
local tasks, finding, lookup, bulk = import "tasks", import "finding", import "lookup", import "bulk"
local incomplete = import "incomplete"

-- Objects read by id at once, where a list leaves something out.
local READ_AHEAD = 8

local LEFT_OUT = "it came from a list, and Webex leaves the arrays out of this list"
local CHOSEN = "it came from a list that was asked for some attributes only"

local function merged(parameters, extra)
    local copy = {}
    for key, value in pairs(parameters or {}) do copy[key] = value end
    for key, value in pairs(extra) do copy[key] = value end
    return copy
end

-- Options without those that are done here; the host knows the others.
local function without(options, name)
    local rest = {}
    for key, value in pairs(options or {}) do
        if key ~= name then rest[key] = value end
    end
    return rest
end

-- The objects of an iterator, each read by its id, several ahead. One that is gone meanwhile is left out.
local function read_whole(resource, next_object, options)
    local ahead, first, last, ended = {}, 1, 0, false
    local function read(id)
        local ok, object = pcall(function() return (calls.ask(resource .. ".get", id, {}, options)) end)
        if ok then return object end
        if effects.text_field(object, "kind") == "not_found" then return nil end
        error(object, 0)
    end
    return function()
        while true do
            while not ended and last - first + 1 < READ_AHEAD do
                local object = next_object()
                if object == nil then
                    ended = true
                else
                    last = last + 1
                    ahead[last] = tasks.background(read, object.id)
                end
            end
            if first > last then return nil end
            local task = ahead[first]
            ahead[first] = nil
            first = first + 1
            local object = task:wait()
            if object ~= nil then return object end
        end
    end
end

-- A page of a list: its objects, marked where they are not whole, and how many pages there are.
local function page_of(resource, parameters, options)
    local operation = resource .. ".list"
    local body, head = calls.ask(operation, parameters, options)
    local list = answers.objects(operation, head, body, resource)
    local reason = head.omits_arrays and LEFT_OUT or parameters.attributes and CHOSEN
    if reason then
        for _, object in ipairs(list) do incomplete[object] = reason end
    end
    return list, answers.integer(answers.object(answers.object(body).meta).totalPages)
end

-- Raises for an object that lacks what the service has: written back, that would be erased.
local function refuse_incomplete(operation, object)
    if type(object) ~= "table" or not incomplete[object] then return end
    effects.raise {
        kind = "invalid", operation = operation,
        message = incomplete[object] .. ": written back, what it lacks would be erased",
        hint = "read it by its id, or list with { whole = true }",
    }
end

return function(resource)
    local verbs = {}

    function verbs.each(parameters, options)
        local rest = without(options, "whole")
        local iterator = paging.numbered(function(number)
            return page_of(resource, merged(parameters, { page = number }), rest)
        end)
        return options and options.whole and read_whole(resource, iterator, rest) or iterator
    end

    function verbs.list(parameters, options)
        local rest = without(options, "whole")
        local objects
        if parameters and parameters.page then
            local page, position = page_of(resource, parameters, rest), 0
            if not (options and options.whole) then return page end
            objects = read_whole(resource, function()
                position = position + 1
                return page[position]
            end, rest)
        else
            objects = verbs.each(parameters, options)
        end
        local all = {}
        for object in objects do all[#all + 1] = object end
        return native.json_list(all)
    end

    function verbs.get(id, ...)
        if type(id) == "table" then return finding.get(resource, verbs.each, id, ...) end
        return (calls.ask(resource .. ".get", id, ...))
    end

    function verbs.find(where, options) return finding.find(resource, verbs.each, where, options) end

    function verbs.lookup(field, give, options) return lookup(resource, verbs.each, field, give, options) end

    function verbs.create(body, ...)
        refuse_incomplete(resource .. ".create", body)
        return (calls.ask(resource .. ".create", body, ...))
    end

    function verbs.update(id, object, ...)
        refuse_incomplete(resource .. ".update", object)
        return (calls.ask(resource .. ".update", id, object, ...))
    end

    -- Options bulk=true: the change may share a request with others. Its outcome is still its own.
    function verbs.patch(id, changes, options, ...)
        if not (type(options) == "table" and options.bulk) then
            if options == nil then return (calls.ask(resource .. ".patch", id, changes)) end
            return (calls.ask(resource .. ".patch", id, changes, without(options, "bulk"), ...))
        end
        local other = next(without(options, "bulk"))
        if other then
            effects.invalid("%s.patch: the option %s cannot be had with bulk: the request is shared", resource, tostring(other))
        end
        if type(id) ~= "string" or type(changes) ~= "table" then
            effects.invalid("%s.patch takes an id and a table of changes, not a %s and a %s", resource, type(id), type(changes))
        end
        bulk.patch(resource, id, changes)
    end

    function verbs.bulk_patch(source, options) return bulk.patch_all(resource, source, options) end

    return verbs
end
