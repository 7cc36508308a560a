-- What many coroutines hand in one by one and is done for several at once. Each waits for the outcome of its own.

local native, import = ...
local effects, tasks, item_errors, here = import "effects", import "tasks", import "item_errors", import "here"

local Gatherer = {}
Gatherer.__index = Gatherer

-- Takes up to a full batch of those that wait. Two of one id are never under way together, because their order within a
-- request would be anybody's guess: the second waits for a later batch.
local function take(gatherer)
    local batch, left = {}, {}
    for _, entry in ipairs(gatherer.waiting) do
        if #batch < gatherer.full and not (entry.id and gatherer.busy[entry.id]) then
            if entry.id then gatherer.busy[entry.id] = true end
            entry.taken_as = entry.id
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
    local ok, problem = pcall(gatherer.send, batch)
    gatherer.under_way = gatherer.under_way - 1
    for _, entry in ipairs(batch) do
        if not ok then entry.problem = entry.problem or item_errors.copy(problem) end
        if entry.taken_as then gatherer.busy[entry.taken_as] = nil end
        entry.done = true
        if not entry.left then native.wake(entry.task) end
    end
    flush_when_idle(gatherer)
end

-- Sends what waits once no coroutine can go on. While a batch is under way the next one gathers, or many would hold little,
-- and so it does while more is known to come; it is looked at again when that has ended.
function flush_when_idle(gatherer)
    if gatherer.flushing or gatherer.to_come > 0 or #gatherer.waiting == 0 then return end
    gatherer.flushing = true
    tasks.shared(function()
        native.idle()
        gatherer.flushing = false
        if gatherer.under_way > 0 or gatherer.to_come > 0 then return end
        local batch = take(gatherer)
        if #batch > 0 then run_batch(gatherer, batch) end
    end)
end

-- Says that so many more will be handed in soon, or (a negative number) that they were, or will not be.
function Gatherer:expect(count)
    self.to_come = self.to_come + count
    flush_when_idle(self)
end

-- Hands an entry in, a table with an `id` where no other of that id may be under way, and waits until it is done; raises its
-- `problem`. It is given the scope of who hands it in.
function Gatherer:hand_in(entry)
    entry.task, entry.scope = native.task(), here.scope()
    table.insert(self.waiting, entry)
    if #self.waiting >= self.full then
        local batch = take(self)
        if #batch > 0 then tasks.shared(run_batch, self, batch) end
    end
    flush_when_idle(self)
    local ok, problem = pcall(function()
        while not entry.done do effects.park() end
    end)
    if not ok then
        -- Nobody waits for it any more: what has not been sent never is.
        entry.left = true
        for i = #self.waiting, 1, -1 do
            if self.waiting[i] == entry then table.remove(self.waiting, i) end
        end
        error(problem, 0)
    end
    if entry.problem then effects.raise_again(entry.problem) end
    return entry
end

-- A gatherer of batches of `full`; `send(batch)` does one, and gives an entry that failed a `problem`.
return function(full, send)
    return setmetatable({ full = full, send = send, waiting = {}, busy = {}, under_way = 0, to_come = 0, flushing = false }, Gatherer)
end
