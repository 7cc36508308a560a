-- What a report tells of the recordings of a window, counted in one walk: no more is kept than there are hours, queues and
-- agents.

local time = require "time"

-- Upper ends of the lengths that are counted together, in milliseconds; the last takes all that is longer.
local LENGTHS = { 5, 15, 30, 60, 120, 300, 600, 1800, math.huge }

-- Failures that are told one by one.
local MOST_FAILURES = 50

-- A channel that is silent for this share is taken for a dead one.
local DEAD = 0.98

local function bump(counts, key, state)
    local entry = counts[key]
    if not entry then
        entry = { total = 0 }
        counts[key] = entry
    end
    entry.total = entry.total + 1
    entry[state] = (entry[state] or 0) + 1
    return entry
end

local function length_of(milliseconds)
    for place, seconds in ipairs(LENGTHS) do
        if milliseconds < seconds * 1000 then return place end
    end
end

-- The flat capture of a record, wherever it stands in it.
local function capture_of(record)
    local capture = record.capture or record.facts
    return type(capture) == "table" and capture or record
end

local function add_audio(tally, audio)
    if type(audio) ~= "table" or type(audio.per_channel) ~= "table" then return end
    tally.inspected = tally.inspected + 1
    if audio.truncated then tally.truncated = tally.truncated + 1 end
    for _, channel in ipairs(audio.per_channel) do
        if (channel.silent or 0) >= DEAD then
            tally.dead = tally.dead + 1
            break
        end
    end
end

local function add(tally, record)
    local capture = capture_of(record)
    local task = type(capture.task) == "table" and capture.task or {}
    local state, started = record.state or "seen", record.started or capture.started or task.started
    if type(started) ~= "number" then return end
    tally.total = tally.total + 1
    tally.first, tally.last = math.min(tally.first or started, started), math.max(tally.last or started, started)
    tally.states[state] = (tally.states[state] or 0) + 1
    bump(tally.days, time.floor(started, "day"), state)
    bump(tally.queues, task.queue or false, state)
    bump(tally.agents, task.agent or false, state)
    local hour = time.floor(started, "hour")
    tally.hours[hour] = (tally.hours[hour] or 0) + 1
    if state == "exported" then tally.bytes = tally.bytes + (record.bytes or 0) end
    if type(capture.duration) == "number" then
        local place = length_of(capture.duration)
        tally.lengths[place] = tally.lengths[place] + 1
        tally.duration = tally.duration + capture.duration
    end
    if state == "skipped" then
        local reason = record.reason or record.rule or "no reason told"
        if record.rule and record.reason then reason = record.reason .. " (" .. record.rule .. ")" end
        tally.reasons[reason] = (tally.reasons[reason] or 0) + 1
    elseif state == "failed" and #tally.failures < MOST_FAILURES then
        tally.failures[#tally.failures + 1] = {
            id = record.id or record.capture_id or capture.id, started = started, queue = task.queue,
            problem = record.problem or record.reason, tries = record.tries,
        }
    end
    add_audio(tally, record.audio or capture.audio)
end

-- Stretches of hours without a recording: with tasks all the same, or with nothing at all.
local function gaps_of(tally, from, to)
    local gaps, gap = {}, nil
    local hour = time.floor(from, "hour")
    while hour < to do
        local tasks = tally.tasks and (tally.tasks[hour] or 0)
        if tally.hours[hour] then
            gap = nil
        elseif gap and gap.has_tasks == (tasks and tasks > 0) then
            gap.to, gap.tasks = math.min(hour + time.hour, to), gap.tasks + (tasks or 0)
        else
            gap = { from = math.max(hour, from), to = math.min(hour + time.hour, to), tasks = tasks or 0 }
            gap.has_tasks = tasks and tasks > 0
            gaps[#gaps + 1] = gap
        end
        hour = hour + time.hour
    end
    table.sort(gaps, function(a, b)
        if (a.has_tasks or false) ~= (b.has_tasks or false) then return a.has_tasks or false end
        if a.to - a.from ~= b.to - b.from then return a.to - a.from > b.to - b.from end
        return a.from < b.from
    end)
    return gaps
end

-- Counts records of the ledger; `tasks`, where it is given, is an iterator of tasks with `started`, recorded or not.
return function(records, window)
    local tally = {
        total = 0, bytes = 0, duration = 0, states = {}, days = {}, hours = {}, queues = {}, agents = {}, lengths = {},
        reasons = {}, failures = {}, inspected = 0, truncated = 0, dead = 0,
    }
    for place = 1, #LENGTHS do tally.lengths[place] = 0 end
    for record in records do add(tally, record) end
    if window.tasks then
        tally.tasks, tally.task_count = {}, 0
        for task in window.tasks do
            local hour = time.floor(task.started, "hour")
            tally.tasks[hour] = (tally.tasks[hour] or 0) + 1
            tally.task_count = tally.task_count + 1
        end
    end
    -- A window without an end is that of its recordings.
    tally.from = window.from or time.floor(tally.first or window.to or time.now(), "day")
    tally.to = math.max(tally.from, window.to or (tally.last or tally.from) + 1)
    tally.gaps = gaps_of(tally, tally.from, tally.to)
    return tally
end
