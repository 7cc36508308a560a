-- What is done with one recording of an export: saved wherever it is wanted, or told why not.

local log        = require "log"
local recordings = require "recordings"

local manifest = require "manifest"
local records  = require "records"
local tables   = require "tables"

-- Warnings of one kind that are told one by one; of the others the number is.
local TOLD = 3

-- What the file sounds like; nil where nobody asked, or it is no WAV file in the folder.
local function audio_of(job, path, capture)
    if not job.audio or not path or capture.kind ~= "recording" then return nil end
    local ok, audio = pcall(require("audio").inspect, path)
    if ok then return audio end
    log.warn("no audio facts", { path = path, because = tostring(audio) })
end

-- Where a recording lies besides the folder.
local function places_of(copies)
    local places = {}
    for _, copy in ipairs(copies or {}) do
        if copy.sink ~= "folder" then places[#places + 1] = copy.location end
    end
    return #places > 0 and places or nil
end

-- What a row tells of a capture besides its own columns: what a rule wrote, else all that is known.
local function told(capture, metadata)
    return metadata or manifest.facts(capture)
end

-- Where the file of a record lies, written as the folder was: from the current folder, or absolute.
local function path_of(job, record)
    if not job.folder or job.folder:sub(1, 1) ~= "/" then return record.path end
    for _, copy in ipairs(record.copies) do
        if copy.sink == "folder" and copy.location:sub(1, #job.folder + 1) == job.folder .. "/" then return copy.location end
    end
    return record.path
end

-- A recording that the ledger knows and that lies where it should.
local function known(job, item)
    local record = item.record
    local capture = records.capture(record)
    if record.state == "skipped" then
        return manifest.row(capture, { status = "skipped", reason = record.reason, rule = record.rule })
    end
    local path = path_of(job, record)
    return manifest.row(capture, {
        status = "unchanged", path = path, bytes = record.bytes, sha256 = record.sha256,
        places = places_of(record.copies), audio = job.audio and (capture.audio or audio_of(job, path, capture)) or nil,
        metadata = not item.hides_metadata and told(capture, item.metadata) or nil,
    })
end

-- What the rules do once a file is safe. An error there is told; the recording stays saved.
local function tell_rules(job, file, capture)
    if not job.rules then return end
    local ok, problem = pcall(job.rules.after, file, capture)
    if not problem then return end
    job.untold = job.untold + 1
    if job.untold > TOLD then return end
    log.warn("a rule failed after a recording was saved", { path = file.path, because = tostring(problem) })
end

local function export(job, item, metadata)
    return recordings.export(item.capture, item.path, {
        metadata = metadata, folder = job.folder, sinks = job.sinks, form = job.form, rule = item.rule,
    })
end

local function save(job, item)
    local capture = item.capture
    local metadata = item.metadata or recordings.metadata(capture)
    local file = export(job, item, metadata)
    if file.saved then tell_rules(job, file, capture) end
    local audio = not file.planned and audio_of(job, file.path, capture) or nil
    if audio then
        -- Once more with what it sounds like: the ledger's facts are those of the last time.
        capture.audio = audio
        export(job, item, metadata)
    end
    return manifest.row(capture, {
        status = file.saved and "saved" or "unchanged", path = file.path, bytes = file.bytes, sha256 = file.sha256,
        places = places_of(file.sinks), audio = audio, metadata = told(capture, item.metadata),
    })
end

local function deliver(job, item)
    if item.problem then
        error(type(item.problem) == "table" and item.problem or { kind = "invalid", message = item.problem }, 0)
    end
    if item.record then return known(job, item) end
    if item.is_skipped then
        return manifest.row(item.capture, { status = "skipped", reason = item.reason, rule = item.rule })
    end
    if job.dry then return manifest.row(item.capture, { status = "would save", path = item.path }) end
    return save(job, item)
end

-- What a failed row tells of its contact: who looks into it must find it.
local function columns_of(item)
    local capture, task = item.capture, item.task
    if capture then return manifest.row(capture, { path = item.path, rule = item.rule }) end
    return manifest.row({ task = task, started = task.started }, {})
end

-- The function of a row of an export. What fails is missing from it, and is tried again by the next.
return function(job)
    job.untold = 0
    local printed = job.dry and tables({ "status", "name", "why", "rule", "id" }) or nil
    -- What was not told of each row.
    job.tell_rest = function()
        if printed then printed.close() end
        if job.untold > TOLD then log.warn(("a rule failed after %d other recordings were saved"):format(job.untold - TOLD)) end
    end
    return function(item)
        local ok, row = pcall(deliver, job, item)
        if ok then
            if printed then
                printed.add { status = row.status, name = row.path, why = row.reason, rule = row.rule, id = item.id }
            end
            return row
        end
        job.progress.lacks(item.task)
        if type(row) == "table" then row.columns = columns_of(item) end
        error(row, 0)
    end
end
