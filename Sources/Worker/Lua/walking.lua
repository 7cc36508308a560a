-- Lists of a resource, walked over all their pages.

local _, import = ...
local effects, paging, answers, calls = import "effects", import "paging", import "answers", import "calls"
local tasks, arguments, finding, incomplete = import "tasks", import "arguments", import "finding", import "incomplete"

-- Objects read by id at once, where a list leaves something out.
local READ_AHEAD = 8

local LEFT_OUT = "it came from a list, and Webex leaves the arrays out of this list"
local CHOSEN = "it came from a list that was asked for some attributes only"

-- The objects of an iterator, each read by its id, several ahead. One that is gone meanwhile is left out.
local function read_whole(resource, ids, next_object, options)
    local ahead, first, last, ended = {}, 1, 0, false
    local reading = finding.reading(options)
    local function read(id)
        local path = table.move(ids, 1, #ids, 1, {})
        path[#path + 1] = id
        local ok, object = pcall(calls.with, resource, "get", path, nil, reading)
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

-- The objects of a page, marked where they are not whole.
local function objects_of(resource, verb, head, body, parameters)
    local list = answers.objects(resource.name .. "." .. verb, head, body, resource.name)
    local reason = head.omits_arrays and LEFT_OUT or parameters and parameters.attributes and CHOSEN
    if reason then
        for _, object in ipairs(list) do incomplete.mark(object, reason) end
    end
    return list
end

-- Raises where an operation is known to answer no list: it may be a change, and is not to be sent to find that out.
local function check_walked(resource, verb)
    local operations = calls.describe(resource).operations or {}
    if not operations[verb] or operations[verb].list then return end
    effects.raise {
        kind = "invalid", operation = resource.name .. ".each",
        message = ("%s.%s answers no list that could be walked"):format(resource.name, verb),
        hint = ("call %s.%s.%s itself"):format(resource.module, resource.name, verb),
    }
end

-- An iterator of all objects of a list. options.whole reads each by its id; options.of names another operation with pages
-- that is walked in the place of `list`. Of more than `most_pages` the others are left out.
return function(resource, ids, parameters, options, most_pages)
    local verb, whole, rest = "list", false, nil
    if options then
        verb, whole, rest = options.of or "list", options.whole, arguments.without(options, "whole", "of")
    end
    if verb ~= "list" then check_walked(resource, verb) end
    -- Where the first table is a body, what asks for a page stands in the query beside it.
    local has_body = verb ~= "list" and calls.facts(resource, verb).body
    local query = has_body and (rest.query or {}) or parameters
    local iterator = paging.each(function(extra, address)
        local asked, with = parameters, rest
        if extra and has_body then
            with = arguments.merged(rest, { query = arguments.merged(query, extra) })
        elseif extra then
            asked = arguments.merged(parameters, extra)
        end
        local body, head = calls.with(resource, verb, ids, asked, with, address)
        return objects_of(resource, verb, head, body, parameters), body, head
    end, query, most_pages)
    return whole and read_whole(resource, ids, iterator, rest) or iterator
end
