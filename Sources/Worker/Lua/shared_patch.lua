-- Changes that share a request with those of other coroutines. Each waits for its own outcome.

local native, import = ...
local effects, tasks, bulk, item_errors, here =
    import "effects", import "tasks", import "bulk", import "item_errors", import "here"

-- Those who wait for a bulk request of one resource: `waiting` in order, `busy` the ids that are under way.
local gatherers = {}

local function gatherer_of(resource)
    local gatherer = gatherers[resource.name]
    if not gatherer then
        local verb = bulk.verb(resource, "patch", resource.name .. ".patch", "leave out bulk = true")
        local request = { resource = resource, verb = verb, ids = {}, action = "SAVE" }
        gatherer = { request = request, waiting = {}, busy = {}, under_way = 0, flushing = false }
        gatherers[resource.name] = gatherers[resource.name] or gatherer
    end
    return gatherers[resource.name]
end

-- Takes up to a full batch of those that wait. Two changes of one object are never under way together, because the order
-- of their items would be anybody's guess: the second waits for a later batch.
local function take(gatherer)
    local batch, left = {}, {}
    for _, entry in ipairs(gatherer.waiting) do
        if #batch < bulk.FULL and not gatherer.busy[entry.id] then
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
    local ok, problem = pcall(bulk.send, gatherer.request, batch, 1, #batch)
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
    tasks.shared(function()
        native.idle()
        gatherer.flushing = false
        if gatherer.under_way > 0 then return end
        local batch = take(gatherer)
        if #batch > 0 then run_batch(gatherer, batch) end
    end)
end

-- Changes one object in a request that others may share, and waits for its outcome.
return function(resource, id, changes)
    local gatherer = gatherer_of(resource)
    local entry = { id = id, item = native.json_copy(changes), task = native.task(), scope = here.scope() }
    entry.item.id = id
    table.insert(gatherer.waiting, entry)
    if #gatherer.waiting >= bulk.FULL then
        local batch = take(gatherer)
        if #batch > 0 then tasks.shared(run_batch, gatherer, batch) end
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
