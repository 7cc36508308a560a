-- patchbay recordings retry: what failed, or what is named, once more, with the options of an export.

local recordings = require "recordings"

local exporting = require "exporting"
local given     = require "given"
local records   = require "records"
local source    = require "source"
local wrong     = require "wrong"

-- The records of what failed.
local function failed()
    local list = {}
    for record in recordings.ledger.each { state = "failed" } do list[#list + 1] = record end
    return list
end

-- The records of recordings that are named.
local function named(ids)
    local list = {}
    for i, id in ipairs(ids) do
        list[i] = recordings.ledger.record(id)
        if not list[i] then wrong("see patchbay recordings list", "the ledger knows no recording %s", id) end
    end
    return list
end

-- The tasks of records, each once, and the records by kind and id.
local function wanted_of(list)
    local tasks, wanted, seen = {}, {}, {}
    for _, record in ipairs(list) do
        wanted[record.kind .. record.id] = record
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
    -- The manifest of the window stays what it is.
    job.account = "retry"
    local tasks, wanted = wanted_of(args.ids and #args.ids > 0 and named(args.ids) or failed())
    job.only = function(capture)
        local record = wanted[capture.kind .. capture.id]
        wanted[capture.kind .. capture.id] = nil
        return record ~= nil
    end
    exporting.deliver(job, source.retried(job, tasks, wanted))
end
