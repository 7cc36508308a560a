-- patchbay recordings retry: what failed, or what is named, once more, with the options of an export.

local recordings = require "recordings"

local exporting = require "exporting"
local given     = require "given"
local records   = require "records"
local source    = require "source"
local wrong     = require "wrong"

-- The tasks of failed recordings, each once, and which recordings of them are wanted.
local function failed()
    local tasks, wanted, seen = {}, {}, {}
    for record in recordings.ledger.each { state = "failed" } do
        wanted[record.id] = true
        if not seen[record.task_id] then tasks[#tasks + 1] = records.capture(record).task end
        seen[record.task_id] = true
    end
    return tasks, wanted
end

-- The same for recordings that are named.
local function named(ids)
    local tasks, wanted, seen = {}, {}, {}
    for _, id in ipairs(ids) do
        local record = recordings.ledger.record(id)
        if not record then
            wrong("see patchbay recordings list", "the ledger knows no recording %s", id)
        end
        wanted[id] = true
        if not seen[record.task_id] then tasks[#tasks + 1] = records.capture(record).task end
        seen[record.task_id] = true
    end
    return tasks, wanted
end

return function(args, settings)
    local options = given(args, settings)
    -- The window of what is known already is all time; its end is of no matter to later exports.
    options.from = 0
    local job = exporting.job(options)
    local tasks, wanted
    if args.ids and #args.ids > 0 then tasks, wanted = named(args.ids) else tasks, wanted = failed() end
    job.only = function(capture) return wanted[capture.id] end
    exporting.deliver(job, source.tasks(job, tasks))
end
