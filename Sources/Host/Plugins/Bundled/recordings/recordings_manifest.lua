-- The rows of the manifest: what each recording is, where it lies, and what it sounds like.

local fs   = require "fs"
local run  = require "run"
local time = require "time"

local manifest = {}

-- The columns of manifest.csv. manifest.jsonl has all that a row holds.
local COLUMNS = { "task_id", "kind", "call_type", "started", "duration", "queue", "agent", "path", "bytes", "sha256",
    "places", "reason", "rule" }
local AUDIO = { "audio_format", "audio_duration", "audio_channels", "audio_rate", "audio_loudness", "audio_silent" }

function manifest.columns(job)
    return job.audio and table.move(AUDIO, 1, #AUDIO, #COLUMNS + 1, { table.unpack(COLUMNS) }) or COLUMNS
end

-- A capture as it is told: flat, without what the service sent.
function manifest.facts(capture)
    local facts, task = {}, {}
    for key, value in pairs(capture) do
        if key ~= "raw" and key ~= "task" and key ~= "participants" then facts[key] = value end
    end
    for key, value in pairs(capture.task) do
        if key ~= "raw" then task[key] = value end
    end
    facts.task = task
    return facts
end

local function joined(per_channel, field, format)
    local parts = {}
    for i, channel in ipairs(per_channel or {}) do
        parts[i] = channel[field] and format:format(channel[field]) or "-"
    end
    return table.concat(parts, " ")
end

-- What a WAV file sounds like: whole in the lines, as single cells in the table.
local function add_audio(row, audio)
    row.audio = audio
    row.audio_format, row.audio_duration = audio.encoding or audio.format, audio.duration
    row.audio_channels, row.audio_rate = audio.channels, audio.rate
    row.audio_loudness = joined(audio.per_channel, "loudness", "%.1f")
    row.audio_silent = joined(audio.per_channel, "silent", "%.2f")
end

-- The row of a capture. `more` has status, path, bytes, sha256, places, reason, rule, audio and metadata, as far as they are known.
function manifest.row(capture, more)
    local task = capture.task
    local row = {
        status = more.status, task_id = task.id, kind = capture.kind, call_type = capture.call_type,
        started = capture.started and time.iso(capture.started), duration = capture.duration,
        queue = task.queue, agent = task.agent,
        path = more.path, bytes = more.bytes, sha256 = more.sha256, places = more.places and table.concat(more.places, " "),
        reason = more.reason, rule = more.rule, metadata = more.metadata,
    }
    if more.audio then add_audio(row, more.audio) end
    return row
end

-- Keeps the account of an export that goes on from the last: the next one's manifest takes the place of this one's, and tells
-- of another window.
function manifest.keep(job)
    for _, ending in ipairs { ".csv", ".jsonl" } do
        local copy <close> = fs.writer(fs.join(job.out, "manifests", run.id .. ending), "fs.write")
        for chunk in fs.chunks(fs.join(job.out, job.account .. ending)) do copy:write(chunk) end
        copy:close()
    end
end

return manifest
