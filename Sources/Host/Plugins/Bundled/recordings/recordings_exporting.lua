-- Exports of recordings, for scripts: `patchbay recordings export` is this with options, and so is a script of yours.
--
--   local exporting = require "exporting"
--   exporting.run { from = args.from, to = args.to, out = "recordings", queues = { "Finance" } }

local fs  = require "fs"
local run = require "run"

local delivering = require "delivering"
local jobs       = require "job"
local manifest   = require "manifest"
local options_of = require "options"
local source     = require "source"

local exporting = {}

local KNOWN = {
    "from", "to", "since_last", "look_back", "channels", "queues", "teams", "agents", "directions", "min_duration", "segments",
    "consult", "virtual_agents", "transcripts", "rules", "name", "out", "folder", "sinks", "dry_run",
    "concurrency", "bandwidth", "limit", "audio",
}

-- The options with what holds where nothing was said.
local function completed(options)
    local known = {}
    local made = { name = options_of.NAME, out = "recordings", to = run.started, look_back = options_of.LOOK_BACK }
    for _, name in ipairs(KNOWN) do known[name] = true end
    for name, value in pairs(options) do
        if not known[name] then
            -- At the line of the script that called.
            error(("exporting has no option %s; it takes %s"):format(tostring(name), table.concat(KNOWN, ", ")), 3)
        end
        made[name] = value
    end
    if made.folder == nil then made.folder = made.out end
    return made
end

-- Does a row for each item, and keeps the manifest. Returns the counts by status.
function exporting.deliver(job, items)
    local writes = not job.dry
    local counts = run.rows(items, {
        key = "id", concurrency = job.concurrency, columns = manifest.columns(job), label = "recordings", fraction = job.progress.share,
        results = writes and fs.join(job.out, job.account .. ".csv") or nil,
        lines = writes and fs.join(job.out, job.account .. ".jsonl") or nil,
    }, delivering(job))
    job.tell_rest()
    return counts
end

-- Exports the recordings of a window. What was exported before is not asked for again; what fails is told in the manifest.
function exporting.run(options)
    local job = jobs.of(completed(options))
    local counts = exporting.deliver(job, source.window(job))
    if job.dry or run.planning then return counts end
    if job.since_last then manifest.keep(job) end
    job.progress.keep()
    return counts
end

-- The job of options, for who takes its items elsewhere.
function exporting.job(options) return jobs.of(completed(options)) end

return exporting
