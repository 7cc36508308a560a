-- What the finance department keeps of its recordings, how the files are named and what is written beside them.
--
--   patchbay recordings try-rules --rules examples/rules/finance.lua --from yesterday     shows it, downloads nothing
--   patchbay recordings export    --rules examples/rules/finance.lua --since-last
--
-- Every function may be left out. None of them may change what it is given.

local log  = require "log"
local time = require "time"

-- The queues by their names. (The simulator has the first two.)
local FINANCE = { ["Finance"] = true, ["Billing Questions"] = true, ["Loans"] = true }

local rules = {}

-- Which tasks to ask recordings for at all. This one saves requests: say no as early as you can.
function rules.select(task)
    return task.channel == "telephony" and FINANCE[task.queue] == true
end

-- Which recordings of a task to keep. The second value is the reason, for the ledger.
function rules.keep(_, capture)
    if capture.sensitive then
        return false, "marked sensitive"
    end
    if capture.duration and capture.duration < 5 * time.second then
        return false, "shorter than 5 seconds"
    end
    return true
end

-- Where the file goes, below the folder of the export: the parts of a path, each made safe as a file name.
function rules.path(task, capture)
    return {
        task.queue,
        time.format(capture.started, "%Y"),
        time.format(capture.started, "%m-%d"),
        time.format(capture.started, "%H%M%S ") .. (task.agent or "no agent") .. " " .. capture.id .. capture.extension,
    }
end

-- What is written as JSON beside the file, instead of everything. The caller's number keeps its last four digits.
function rules.metadata(task, capture)
    return {
        task      = task.id,
        queue     = task.queue,
        agent     = task.agent,
        caller    = task.origin and ("…" .. task.origin:sub(-4)),
        started   = time.iso(capture.started),
        delete_by = time.iso(capture.started + 7 * 365 * time.day),
    }
end

-- After the file is safe in every sink. An error here is told; the recording stays saved.
function rules.after(file, task)
    log.info("archived", { path = file.path, sha256 = file.sha256, queue = task.queue })
end

return rules
