-- The tasks of the window that must be asked for their recordings. What the ledger knows of all others is handed on.

local recordings = require "recordings"
local time       = require "time"

local records = require "records"
local settled = require "settled"

local selection = {}

-- Tasks that are looked at together: one question to the rules, and one to the ledger.
local BATCH = 500

local function batch_of(walk)
    local batch = {}
    for task in walk do
        batch[#batch + 1] = task
        if #batch == BATCH then break end
    end
    return batch
end

-- Those that the rules want asked. One that a rule fails for is a failed row of its own.
local function selected(job, batch, items)
    if not job.rules then return batch end
    local wanted = {}
    for i, verdict in ipairs(job.rules.select(batch)) do
        if verdict.problem then
            items[#items + 1] = { id = "task " .. batch[i].id, task = batch[i], problem = verdict.problem }
        elseif verdict.keep then
            wanted[#wanted + 1] = batch[i]
        end
    end
    return wanted
end

-- What the rules write of recordings that were saved before. One that a rule cannot tell any more, since what the service sent
-- is not kept, is told without.
local function describe(job, items)
    if not job.rules then return end
    local captures, of_capture = {}, {}
    for _, item in ipairs(items) do
        if item.record.state == "exported" then
            captures[#captures + 1] = records.capture(item.record)
            of_capture[#captures] = item
        end
    end
    for i, verdict in ipairs(#captures > 0 and job.rules.judge(captures) or {}) do
        of_capture[i].metadata = verdict.metadata
        of_capture[i].hides_metadata = verdict.problem ~= nil
    end
end

-- Those of a task's recordings that have their outcome.
local function finals(known)
    local ids = {}
    for _, record in ipairs(known) do ids[record.kind .. record.id] = record.final end
    return ids
end

-- Tasks of a batch that must be asked; what is known of the others comes to stand in `items`.
local function open_tasks(job, batch, items)
    if job.anew then return batch end
    local open, known = {}, recordings.ledger.known(batch, job.form, { metadata = true })
    local done = {}
    for _, task in ipairs(batch) do
        local of_task = known[task.id]
        if settled(job, task, of_task) then
            for _, record in ipairs(of_task.captures) do
                done[#done + 1] = { id = record.id, task = task, record = record }
            end
        else
            open[#open + 1] = task
            job.done[task] = of_task and finals(of_task.captures)
        end
    end
    describe(job, done)
    table.move(done, 1, #done, #items + 1, items)
    return open
end

-- The options of the walk. Tasks that the service cannot list become a failed row, so that nobody takes the window for whole.
local function with_gaps(options, gaps)
    local asked = {}
    for name, value in pairs(options) do asked[name] = value end
    asked.gap = function(gap)
        local id = "tasks of " .. time.iso(gap.from)
        gaps[#gaps + 1] = { id = id, task = { id = id, started = gap.from }, problem = gap.message }
    end
    return asked
end

-- An iterator of the tasks to ask. `hand_on(items)` gets what needs no asking.
function selection.tasks(job, hand_on)
    local gaps = {}
    local walk = recordings.tasks(with_gaps(job.tasks, gaps))
    local ready, position = {}, 0
    local function each()
        while true do
            position = position + 1
            if ready[position] then return ready[position] end
            local batch, items = batch_of(walk), {}
            for i = #gaps, 1, -1 do items[#items + 1] = table.remove(gaps, i) end
            ready, position = #batch > 0 and open_tasks(job, selected(job, batch, items), items) or {}, 0
            if #items > 0 then hand_on(items) end
            if #batch == 0 then return nil end
        end
    end
    return each
end

return selection
