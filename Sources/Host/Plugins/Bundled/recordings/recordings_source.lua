-- Everything that an export has to do something with, as a stream: made by one coroutine while another takes from it.

local async = require "async"

local asking    = require "asking"
local selection = require "selection"

local source = {}

-- Batches that may lie ready: enough that downloads never wait for questions, and few enough for any window.
local READY = 4

-- Whether something is to be done with it: what a task that is asked again has done already uses no limit up.
local function is_work(job, item)
    local capture = item.capture
    if not capture or item.is_skipped then return false end
    local done = job.done[capture.task]
    return not (done and done[capture.kind .. capture.id])
end

-- Hands batches on until `limit` recordings are to be saved; what lies behind them is left for the next export.
local function limited(job, send)
    local left = job.limit or math.huge
    return function(items)
        local some = {}
        for _, item in ipairs(items) do
            local is_work = is_work(job, item)
            if is_work and left <= 0 then
                job.progress.lacks(item.task)
                job.is_cut = true
            else
                if is_work then left = left - 1 end
                some[#some + 1] = item
            end
        end
        if #some > 0 then send(some) end
        if job.is_cut then error(job, 0) end
    end
end

-- An iterator of the items that `make(hand_on)` makes in a coroutine of its own.
function source.of(job, make)
    local batches = async.channel(READY)
    local hand_on = limited(job, function(items) batches:send(items) end)
    local maker = async.spawn(function()
        local ok, problem = pcall(make, hand_on)
        batches:close()
        -- The job itself is no error: it says that enough was made.
        if not ok and problem ~= job then error(problem, 0) end
    end)
    local items, position = {}, 0
    return function()
        while true do
            position = position + 1
            local item = items[position]
            if item then
                job.progress.reach(item.task)
                return item
            end
            items, position = batches:receive(), 0
            if not items then
                items = {}
                maker:wait()
                return nil
            end
        end
    end
end

-- The items of a window, of tasks that must be asked and of those that the ledger knows.
function source.window(job)
    local hand_known_on
    local tasks = selection.tasks(job, function(items) hand_known_on(items) end)
    return source.of(job, function(hand_on)
        hand_known_on = hand_on
        asking.each_batch(job, tasks, hand_on)
    end)
end

-- The items of tasks that are given, and of the records in `wanted` that the answers have not taken out of it: a segment is
-- not listed where whole recordings are asked for, and what the ledger knows of it is enough to save it.
function source.retried(job, tasks, wanted)
    return source.of(job, function(hand_on)
        asking.each_batch(job, tasks, hand_on)
        asking.known(job, wanted, hand_on)
    end)
end

return source
