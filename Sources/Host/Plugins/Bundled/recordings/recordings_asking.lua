-- The recordings of tasks, judged and entered in the ledger, batch by batch.

local recordings = require "recordings"

local judging = require "judging"
local records = require "records"

local asking = {}

-- Tasks whose recordings are judged and entered together: few at first, so that the first download need not wait, and soon
-- many, since each batch is one transaction.
local FIRST, MOST = 10, 100

local function batch_of(entries, size)
    local batch = {}
    for entry in entries do
        batch[#batch + 1] = entry
        if #batch == size then break end
    end
    return batch
end

-- What is done with one recording, by its verdict.
local function item_of(capture, verdict)
    return {
        id = capture.id, task = capture.task, capture = capture, path = verdict.path, metadata = verdict.metadata,
        reason = verdict.reason, rule = verdict.rule, problem = verdict.problem,
        is_skipped = not verdict.keep and not verdict.problem or nil,
    }
end

-- The items of a batch of entries.
local function items_of(job, batch)
    local items, captures = {}, {}
    for _, entry in ipairs(batch) do
        if entry.problem then
            items[#items + 1] = { id = "task " .. entry.task.id, task = entry.task, problem = entry.problem }
        end
        for _, capture in ipairs(entry.captures) do
            if not job.only or job.only(capture) then captures[#captures + 1] = capture end
        end
    end
    for i, verdict in ipairs(judging.of(job, captures)) do items[#items + 1] = item_of(captures[i], verdict) end
    return items
end

-- Enters what was asked and what is not kept. Nothing of it is entered where nothing is to be done.
local function enter(job, batch, items)
    if job.dry then return end
    local answered, skipped, failed = {}, {}, {}
    for _, entry in ipairs(batch) do
        -- Where only some of a task's recordings are wanted, the outcomes of the others stay.
        if not entry.problem and not job.only then
            answered[#answered + 1] = { id = entry.task.id, settled = true, captures = entry.captures }
        end
    end
    for _, item in ipairs(items) do
        if item.is_skipped then
            skipped[#skipped + 1] = { capture = item.capture, reason = item.reason, rule = item.rule }
        elseif item.capture and item.problem then
            failed[#failed + 1] = { capture = item.capture, problem = item.problem }
        end
    end
    if #answered > 0 then recordings.ledger.asked(answered, job.form) end
    if #skipped > 0 then recordings.ledger.skipped(skipped, job.form) end
    if #failed > 0 then recordings.ledger.failed(failed, job.form) end
end

-- Asks for the recordings of tasks and hands their items on, batch by batch.
function asking.each_batch(job, tasks, hand_on)
    local entries, size = recordings.by_task(tasks, job.kinds), FIRST
    while true do
        local batch = batch_of(entries, size)
        if #batch == 0 then return end
        local items = items_of(job, batch)
        enter(job, batch, items)
        if #items > 0 then hand_on(items) end
        size = math.min(size * 2, MOST)
    end
end

-- Hands on what the ledger itself knows of recordings.
function asking.known(job, wanted, hand_on)
    local items, captures = {}, {}
    for _, record in pairs(wanted) do
        local capture = records.capture(record)
        if records.is_told(record) then
            captures[#captures + 1] = capture
        else
            items[#items + 1] = {
                id = record.id, task = capture.task,
                problem = "too little is known of it to save it again; export the window of its contact",
            }
        end
    end
    table.sort(captures, function(a, b) return a.id < b.id end)
    for i, verdict in ipairs(judging.of(job, captures)) do items[#items + 1] = item_of(captures[i], verdict) end
    enter(job, {}, items)
    if #items > 0 then hand_on(items) end
end

return asking
