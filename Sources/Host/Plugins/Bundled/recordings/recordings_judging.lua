-- What becomes of each recording: kept under which name, or not and why. Decided by the options, then by the rules.

local naming = require "naming"

local judging = {}

local function duration_text(milliseconds)
    local seconds = milliseconds / 1000
    return seconds == math.floor(seconds) and ("%d s"):format(seconds) or ("%.1f s"):format(seconds)
end

-- What an option leaves out, before any rule is asked.
local function left_out(job, capture)
    local least = job.min_duration
    if least and capture.kind == "recording" and capture.duration and capture.duration < least then
        return { keep = false, reason = ("shorter than %s"):format(duration_text(least)), rule = "--min-duration" }
    end
end

local function named(job, capture, verdict)
    local ok, path = pcall(naming.path, capture, verdict.path, job.name)
    if not ok then
        -- A template that is wrong is wrong for all of them.
        if type(path) == "table" and path.final then error(path, 0) end
        verdict.problem = tostring(path)
        return
    end
    verdict.path = path
    local problem = naming.problem(path)
    if problem then
        local who = verdict.rule and verdict.rule .. ": path: " or ""
        verdict.problem = ("%s%q is no name for a recording: %s"):format(who, path, problem)
    end
end

-- A verdict { keep=, reason=, rule=, path=, metadata=, problem= } for each capture of a list. The rules are asked once for all.
function judging.of(job, captures)
    local verdicts, asked, places = {}, {}, {}
    for i, capture in ipairs(captures) do
        verdicts[i] = left_out(job, capture)
        if not verdicts[i] and job.rules then
            asked[#asked + 1], places[#asked + 1] = capture, i
        end
    end
    for i, verdict in ipairs(#asked > 0 and job.rules.judge(asked) or {}) do verdicts[places[i]] = verdict end
    for i, capture in ipairs(captures) do
        verdicts[i] = verdicts[i] or { keep = true }
        if verdicts[i].keep and not verdicts[i].problem then named(job, capture, verdicts[i]) end
    end
    return verdicts
end

return judging
