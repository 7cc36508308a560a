-- Changes that share a request. Each waits for its own outcome; the service answers a 207 with a status for each item.

local native, import = ...
local effects, tasks, calls, near = import "effects", import "tasks", import "calls", import "near"
local answers, iterate, item_errors = import "answers", import "sources", import "item_errors"

local bulk = {}

-- Items of one request. The service states no limit.
local FULL = 50
-- Requests of one bulk_patch under way at once.
local AT_ONCE = 4

-- The bulk form of a resource's patch; raises where it has none.
local function operation_of(resource)
    local operation = (calls.describe(resource).bulk or {}).patch
    if not operation then
        effects.raise {
            kind = "invalid", operation = resource .. ".patch", message = "Webex has no bulk form of this",
            hint = "leave out bulk = true",
        }
    end
    return operation
end

-- Gives each entry { id=, changes= } its outcome: `ok`, or `problem` that says what kept it from being done.
--
-- A request that is refused as a whole for what is in it is halved until only the entries at fault fail.
local function send(operation, entries, first, last)
    local items = {}
    for i = first, last do
        local item = { id = entries[i].id }
        for name, value in pairs(entries[i].changes) do item[name] = value end
        items[#items + 1] = { itemIdentifier = i, item = item, requestAction = "SAVE" }
    end
    local ok, body, head = pcall(calls.ask, operation, { items = native.json_list(items) })
    if not ok then
        if first < last and effects.text_field(body, "kind") == "invalid" then
            local middle = (first + last) // 2
            send(operation, entries, first, middle)
            return send(operation, entries, middle + 1, last)
        end
        for i = first, last do entries[i].problem = item_errors.copy(body) end
        return
    end
    local told, list = pcall(answers.list, operation, head, answers.object(body).items)
    if not told then list = {} end
    for _, answer in ipairs(list) do
        local entry = entries[answers.integer(answers.object(answer).itemIdentifier)]
        if entry and not entry.ok and not entry.problem then
            entry.problem = item_errors.of(operation, answer, head)
            entry.ok = entry.problem == nil
        end
    end
    for i = first, last do
        if not entries[i].ok and not entries[i].problem then
            entries[i].problem = item_errors.unanswered(operation, head)
        end
    end
end

-- Those who wait for a bulk request of one resource: `waiting` in order, `busy` the ids that are under way.
local gatherers = {}

local function gatherer_of(resource)
    local gatherer = gatherers[resource]
    if not gatherer then
        gatherer = { operation = operation_of(resource), waiting = {}, busy = {}, under_way = 0, flushing = false }
        gatherers[resource] = gatherers[resource] or gatherer
    end
    return gatherers[resource]
end

-- Takes up to a full batch of those that wait. Two changes of one object are never under way together, because the order
-- of their items would be anybody's guess: the second waits for a later batch.
local function take(gatherer)
    local batch, left = {}, {}
    for _, entry in ipairs(gatherer.waiting) do
        if #batch < FULL and not gatherer.busy[entry.id] then
            gatherer.busy[entry.id] = true
            batch[#batch + 1] = entry
        else
            left[#left + 1] = entry
        end
    end
    gatherer.waiting = left
    return batch
end

local flush_when_idle

local function run_batch(gatherer, batch)
    gatherer.under_way = gatherer.under_way + 1
    local ok, problem = pcall(send, gatherer.operation, batch, 1, #batch)
    gatherer.under_way = gatherer.under_way - 1
    for _, entry in ipairs(batch) do
        if not ok then entry.problem = entry.problem or item_errors.copy(problem) end
        gatherer.busy[entry.id] = nil
        entry.done = true
        if not entry.left then native.wake(entry.task) end
    end
    flush_when_idle(gatherer)
end

-- Sends what waits once no coroutine can go on. While a batch is under way the next one gathers, or many would hold little;
-- it is looked at again when that has ended.
function flush_when_idle(gatherer)
    if gatherer.flushing or #gatherer.waiting == 0 then return end
    gatherer.flushing = true
    tasks.background(function()
        native.idle()
        gatherer.flushing = false
        if gatherer.under_way > 0 then return end
        local batch = take(gatherer)
        if #batch > 0 then run_batch(gatherer, batch) end
    end)
end

-- Changes one object in a request that others may share, and waits for its outcome.
function bulk.patch(resource, id, changes)
    local gatherer = gatherer_of(resource)
    local entry = { id = id, changes = changes, task = native.task() }
    table.insert(gatherer.waiting, entry)
    if #gatherer.waiting >= FULL then
        local batch = take(gatherer)
        if #batch > 0 then tasks.background(run_batch, gatherer, batch) end
    end
    flush_when_idle(gatherer)
    local ok, problem = pcall(function()
        while not entry.done do effects.park() end
    end)
    if not ok then
        -- Nobody waits for it any more: what has not been sent never is.
        entry.left = true
        for i = #gatherer.waiting, 1, -1 do
            if gatherer.waiting[i] == entry then table.remove(gatherer.waiting, i) end
        end
        error(problem, 0)
    end
    if entry.problem then effects.raise_again(entry.problem) end
end

-- Batches of a source, as an iterator.
local function batches(operation, source, results)
    local next_item = iterate(operation, source)
    local ended = false
    return function()
        local batch = {}
        while not ended and #batch < FULL do
            local item = next_item()
            if item == nil then
                ended = true
            elseif type(item) ~= "table" or type(item.id) ~= "string" then
                effects.invalid("%s: item %d is no table with an id", operation, #results + 1)
            else
                local changes = {}
                for name, value in pairs(item) do
                    if name ~= "id" then changes[name] = value end
                end
                batch[#batch + 1] = { id = item.id, item = item, changes = changes, position = #results + 1 }
                results[#results + 1] = false
            end
        end
        return #batch > 0 and batch or nil
    end
end

-- Changes many objects: a list of { ok=, id=, item=, error= } in the order of the source. Never raises for an item.
function bulk.patch_all(resource, source, options)
    local name = resource .. ".bulk_patch"
    near.options(name, options, {})
    local operation = operation_of(resource)
    local results = {}
    tasks.run_all(name, batches(name, source, results), { concurrency = AT_ONCE }, function(batch)
        send(operation, batch, 1, #batch)
        for _, entry in ipairs(batch) do
            if effects.is_final(entry.problem) then error(entry.problem, 0) end
            results[entry.position] = { ok = entry.ok == true, id = entry.id, item = entry.item, error = entry.problem }
        end
    end)
    return results
end

return bulk
