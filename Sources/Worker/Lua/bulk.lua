-- Many objects changed by few requests. The service answers a 207 with a status for each item.

local native, import = ...
local effects, tasks, calls, near = import "effects", import "tasks", import "calls", import "near"
local answers, iterate, item_errors, incomplete = import "answers", import "sources", import "item_errors", import "incomplete"
local arguments = import "arguments"

local bulk = {}

-- Items of one request. The service states no limit.
bulk.FULL = 50
-- Requests of one call under way at once.
local AT_ONCE = 4

-- What there may be in options beside what the host takes.
local OPTIONS = { "batch", "timeout", "strict", "v" }

-- The verb of a resource's bulk form of `verb` ("patch", "save"); raises for `operation` where it has none.
function bulk.verb(resource, verb, operation, hint)
    local bulk_form = (calls.describe(resource).bulk or {})[verb]
    if bulk_form then return bulk_form:match("[^.]+$") end
    effects.raise { kind = "invalid", operation = operation, message = "Webex has no bulk form of this", hint = hint }
end

-- The id that an address ends with.
local function id_at(address)
    return address and address:match("^[^?#]*"):match("([^/]+)/*$")
end

-- Says what became of the entries, by the answer to their request.
local function tell(operation, head, body, entries, first, last)
    local told, list = pcall(answers.list, operation, head, answers.object(body).items)
    for _, answer in ipairs(told and list or {}) do
        local object = answers.object(answer)
        local entry = entries[answers.integer(object.itemIdentifier)]
        if entry and not entry.ok and not entry.problem then
            entry.problem = item_errors.of(operation, answer, head)
            entry.ok = entry.problem == nil
            -- What was created is told by its address alone.
            entry.id = entry.id or entry.ok and id_at(answers.text(object.href)) or nil
        end
    end
    for i = first, last do
        if not entries[i].ok and not entries[i].problem then
            entries[i].problem = item_errors.unanswered(operation, head)
        end
    end
end

-- Sends entries { item=, id= } and gives each its outcome: `ok`, or `problem` that says what kept it from being done, and
-- `whole` where that was said of the request and not of the entry.
--
-- `request` is { resource=, verb=, ids=, action=, options= }. One that is refused as a whole for what is in it is halved
-- until only the entries at fault fail.
function bulk.send(request, entries, first, last)
    local operation = request.resource.name .. "." .. request.verb
    -- The rows that the items belong to, where they share a request of several rows.
    local items, scopes = {}, entries[first].scope and native.json_list {} or nil
    for i = first, last do
        if scopes then scopes[#scopes + 1] = entries[i].scope end
        items[#items + 1] = { itemIdentifier = i, item = entries[i].item, requestAction = request.action }
    end
    local body = { items = native.json_list(items) }
    local ok, answer, head = pcall(calls.with, request.resource, request.verb, request.ids, body, request.options, nil, scopes)
    if ok then return tell(operation, head, answer, entries, first, last) end
    if first < last and effects.text_field(answer, "kind") == "invalid" then
        local middle = (first + last) // 2
        bulk.send(request, entries, first, middle)
        return bulk.send(request, entries, middle + 1, last)
    end
    for i = first, last do entries[i].problem, entries[i].whole = item_errors.copy(answer), true end
end

-- What each verb makes of an item of the source: the item of the request and its id, and an error of this item alone where
-- it cannot be sent. None raises: what was changed before this item is to be told all the same.
local readers = {}

local function unfit(name, position, what)
    return effects.made { kind = "invalid", operation = name, message = ("item %d is %s"):format(position, what) }
end

function readers.patch(name, given, position)
    if type(given) == "table" and type(given.id) == "string" then return given, given.id end
    return nil, nil, unfit(name, position, "no table with an id")
end

function readers.save(name, given, position)
    if type(given) ~= "table" then return nil, nil, unfit(name, position, "no table") end
    local problem = incomplete.reason(given) and effects.made(incomplete.error(name, given)) or nil
    return given, type(given.id) == "string" and given.id or nil, problem
end

function readers.delete(name, given, position)
    if type(given) == "string" then return { id = given }, given end
    if type(given) == "table" and type(given.id) == "string" then return given, given.id end
    return nil, nil, unfit(name, position, "neither an id nor a table with one")
end

-- Batches of a source, as an iterator.
local function batches(name, source, read, size, results)
    local next_item = iterate(name, source)
    local ended = false
    return function()
        local batch = {}
        while not ended and #batch < size do
            local given = next_item()
            if given == nil then
                ended = true
            else
                local position = #results + 1
                local item, id, problem = read(name, given, position)
                results[position] = { ok = false, id = id, item = given, error = problem }
                if not problem then batch[#batch + 1] = { item = item, id = id, position = position } end
            end
        end
        return #batch > 0 and batch or nil
    end
end

-- Does `action` ("patch", "save", "delete") to all of a source: a list of { ok=, id=, item=, error= } in its order. Never
-- raises for an item. options.batch: items of one request.
--
-- What every further request would meet too, such as a change that is not permitted, ends the sending. It is raised where
-- no item met anything else; otherwise it is the error of each item that it kept from being done, and the list is whole.
function bulk.all(resource, action, ids, source, options)
    local name = ("%s.bulk_%s"):format(resource.name, action)
    options = near.options(name, options, OPTIONS)
    local size = options.batch or bulk.FULL
    if math.type(size) ~= "integer" or size < 1 then
        effects.invalid("%s: batch is a whole number from 1, not %s", name, tostring(size))
    end
    local request = {
        resource = resource, ids = ids, action = action == "delete" and "DELETE" or "SAVE",
        verb = bulk.verb(resource, action == "patch" and "patch" or "save", name, "change one at a time, with async.each"),
        options = arguments.without(options, "batch"),
    }
    -- By the documents an item to delete is a whole object like one to save, and its id is enough to know it by.
    if action == "delete" and request.options.strict == nil then request.options.strict = false end
    local results = {}
    local final, differs
    tasks.run_all(name, batches(name, source, readers[action], size, results), { concurrency = AT_ONCE }, function(batch)
        if not final then bulk.send(request, batch, 1, #batch) end
        for _, entry in ipairs(batch) do
            local problem = entry.problem
            if not entry.ok and not problem then problem = item_errors.copy(final) end
            local result = results[entry.position]
            result.ok, result.id, result.error = entry.ok == true, entry.id, problem
            if effects.is_final(problem) then final = final or problem else differs = true end
        end
    end)
    if final and not differs then effects.raise_again(item_errors.copy(final)) end
    return results
end

return bulk
