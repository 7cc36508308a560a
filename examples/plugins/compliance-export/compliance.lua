-- What a compliance department wants of recordings: how long they are kept, and what is written of people.

local time = require "time"

local compliance = {}

-- Years that a recording is kept where nothing else is said, and how long a year is taken to be.
compliance.YEARS = 7
local YEAR = 365 * time.day + 6 * time.hour

-- A telephone number or address with its last four characters alone: enough to tell two callers apart, not to call one.
function compliance.masked(text)
    return text and "…" .. text:sub(math.max(1, utf8.offset(text, -4) or 1))
end

-- Until when a recording is kept: an instant.
function compliance.delete_by(capture, years)
    return capture.started + math.floor((years or compliance.YEARS) * YEAR)
end

-- What is written beside a recording in place of everything: no name, no number, no answer of the service's as it came.
function compliance.redacted(task, capture, years)
    return {
        recording = capture.id,
        task      = task.id,
        kind      = capture.kind,
        call_type = capture.call_type,
        queue     = task.queue,
        agent_id  = task.agent_id,
        direction = task.direction,
        caller    = compliance.masked(task.direction == "outbound" and task.destination or task.origin),
        started   = time.iso(capture.started),
        duration  = capture.duration,
        delete_by = time.iso(compliance.delete_by(capture, years)),
    }
end

return compliance
