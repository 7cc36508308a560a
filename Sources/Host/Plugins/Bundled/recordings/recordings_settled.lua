-- Whether a task need not be asked for its recordings again, by what the ledger knows of it.

local time = require "time"

-- A task whose recordings may still turn up is asked again after this long, and not by each run of one afternoon.
local AGAIN_AFTER = time.hour

local ENDED = { completed = true, abandoned = true }

-- `known` is what the ledger has of the task under the form of this export.
return function(job, task, known)
    -- `settled`: each recording has its outcome, and lies where it should.
    if not known or not known.settled then return false end
    local updated = task.updated or task.started
    if updated > known.asked then return false end
    if known.asked >= updated + job.look_back then return ENDED[task.status] or job.now >= updated + job.look_back end
    -- Late recordings are what --since-last looks for.
    return not job.since_last and job.now - known.asked < AGAIN_AFTER
end
