-- Recordings as the ledger has them.

local recordings = require "recordings"
local time       = require "time"

local wrong = require "wrong"

local records = {}

-- The filter of the ledger that a command's options are.
function records.filter(args)
    local filter = {}
    for _, name in ipairs { "from", "to", "queue", "agent", "state" } do filter[name] = rawget(args, name) end
    if filter.from and filter.to and filter.from > filter.to then
        wrong("see --from and --to", "the window ends (%s) before it begins (%s)", time.iso(filter.to), time.iso(filter.from))
    end
    return filter
end

-- An iterator of the records of a filter.
function records.each(args) return recordings.ledger.each(records.filter(args)) end

-- What the ledger knows of a capture. What scripts saved by `recordings.download` is known by its ids alone.
local function facts_of(record)
    local facts = record.capture
    if type(facts) == "table" and type(facts.task) == "table" then return facts end
    return { id = record.id, kind = record.kind, started = record.started, task = { id = record.task_id } }
end

-- Whether more than its ids is known of a capture.
function records.is_told(record) return type(record.capture) == "table" and type(record.capture.task) == "table" end

-- The capture of a record, as an export takes it. What the service sent is not kept.
function records.capture(record)
    local capture, task = {}, {}
    local facts = facts_of(record)
    for key, value in pairs(facts) do capture[key] = value end
    for key, value in pairs(facts.task) do task[key] = value end
    task.started = task.started or facts.started or 0
    task.raw = task.raw or {}
    capture.task, capture.raw = task, capture.raw or {}
    capture.participants = capture.participants or {}
    return capture
end

-- A record as a row for people and programs.
function records.row(record)
    local facts = facts_of(record)
    local places = {}
    for i, copy in ipairs(record.copies or {}) do places[i] = copy.location end
    return {
        id = record.id, task_id = record.task_id, state = record.state,
        started = facts.started and time.iso(facts.started), queue = facts.task.queue, agent = facts.task.agent,
        bytes = record.bytes, sha256 = record.sha256, tries = record.tries, rule = record.rule,
        why = record.reason or record.problem, places = places, place = places[1],
    }
end

return records
