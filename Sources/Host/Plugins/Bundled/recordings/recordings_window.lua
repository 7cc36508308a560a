-- The window of an export, and from where the next one of the same options goes on.

local run   = require "run"
local store = require "store"

local wrong = require "wrong"

local window = {}

-- Where the window begins: `--from`, or the end of the last whole export of the same options, and a while before it, since
-- recordings may have turned up late.
function window.begin(args, digest)
    if not args.since_last then
        if args.from then return args.from end
        wrong("say --from, or --since-last to go on from the last export", "no window was given")
    end
    local whole = store.get("whole/" .. digest)
    if not whole then
        if args.from then return args.from end
        wrong("say --from once, such as --since-last --from -30d", "--since-last: nothing was exported whole with these options yet")
    end
    return math.min(math.min(whole.to, run.started) - args.look_back, args.to)
end

-- Follows how far an export is whole: up to its end, or to the first task of which something is missing.
function window.follow(job)
    local missing
    local reached = job.from
    return {
        reach = function(task) reached = math.max(reached, task.started) end,
        -- How far of the window is taken, from 0 to 1.
        share = function() return job.to > job.from and (reached - job.from) / (job.to - job.from) or 1 end,
        lacks = function(task) missing = math.min(missing or task.started, task.started) end,
        -- Remembers it for the next export of the same options, in whose window lies what is missing, however long ago it was.
        keep = function()
            -- Of what is still to come nothing was exported.
            local to = math.min(job.to, run.started)
            if missing then to = math.min(to, missing + job.look_back) end
            store.update("whole/" .. job.digest, function(before)
                -- What lies between two windows that do not meet was exported by neither.
                if before and job.from > before.to then return before end
                if before and to < before.to and not missing then return before end
                return { to = to, run = run.id }
            end)
        end,
    }
end

return window
