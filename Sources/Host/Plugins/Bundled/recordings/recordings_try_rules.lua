-- patchbay recordings try-rules: what an export would keep, and under which name. Nothing is downloaded or entered.

local log  = require "log"
local run  = require "run"
local time = require "time"

local exporting = require "exporting"
local given     = require "given"
local naming    = require "naming"
local source    = require "source"
local tables    = require "tables"

-- What is told of an item.
local function told(item, claim)
    local capture, task = item.capture, item.task
    local row = {
        id = item.id, task_id = task.id, queue = task.queue, agent = task.agent,
        started = capture and capture.started and time.iso(capture.started), duration = capture and capture.duration,
        rule = item.rule, name = item.path, verdict = "keep",
    }
    if item.problem then
        row.verdict, row.why = "problem", type(item.problem) == "table" and item.problem.message or item.problem
    elseif item.is_skipped then
        row.verdict, row.why, row.name = "skip", item.reason, nil
    else
        local owner = claim(item.path, capture.kind .. " " .. item.id)
        if owner then row.verdict, row.why = "clash", ("this name, or that of the JSON beside it, is that of %s"):format(owner) end
    end
    return row
end

return function(args, settings)
    local options = given(args, settings)
    options.dry_run = true
    local job = exporting.job(options)
    job.anew = true
    local counts = { keep = 0, skip = 0, clash = 0, problem = 0 }
    local printed = tables({ "verdict", "name", "why", "rule", "id" }, args.json)
    local claim = naming.claims()
    for item in source.window(job) do
        local row = told(item, claim)
        counts[row.verdict] = counts[row.verdict] + 1
        printed.add(row)
        -- Told as failed rows, so that the exit code says so too.
        if row.verdict == "clash" or row.verdict == "problem" then
            run.report { key = item.id, status = "failed", message = row.why }
        end
    end
    printed.close()
    log.info(("%d to keep, %d not, %d that clash, %d with a problem"):format(
        counts.keep, counts.skip, counts.clash, counts.problem))
end
