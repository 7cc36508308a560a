-- Recordings: tasks and captures as flat tables in our words, names for files, and downloads that the host makes.

local native, import = ...
local effects, iterate, async = import "effects", import "sources", import "async"
local fractions = import "fractions"

local recordings = {}

-- Task ids that one captures query may hold, and the queries that are under way at once.
local TASKS_A_QUERY = 10
local QUERIES_AT_ONCE = 4

local function flat_task(raw)
    local attributes = raw.attributes or {}
    local queue, owner = attributes.queue or {}, attributes.owner or {}
    return {
        id = raw.id,
        queue = queue.name,
        queue_id = queue.id,
        agent = owner.name,
        agent_id = owner.id,
        channel = attributes.channelType,
        direction = attributes.direction,
        status = attributes.status,
        started = attributes.createdTime,
        updated = attributes.lastUpdatedTime,
        origin = attributes.origin,
        destination = attributes.destination,
        reason = attributes.reasonCode,
        raw = raw,
    }
end

-- A filter is a name or id, or a list of them; blanks around it and case do not matter.
local function filter_of(what, wanted)
    if wanted == nil then return nil end
    local set = {}
    for _, value in ipairs(type(wanted) == "table" and wanted or { wanted }) do
        if type(value) ~= "string" then
            effects.invalid("recordings.tasks: %s are names or ids, not a %s", what, type(value))
        end
        set[value:match("^%s*(.-)%s*$"):lower()] = true
    end
    return set
end

local function passes(set, ...)
    if not set then return true end
    for _, value in ipairs { ... } do
        if set[tostring(value):lower()] then return true end
    end
    return false
end

-- The window of time that a source of tasks walks, so that its captures can tell how far they are.
local windows = setmetatable({}, { __mode = "k" })

local function share(window, reached)
    return window.to > window.from and (reached - window.from) / (window.to - window.from) or 1
end

function recordings.tasks(options)
    if type(options) ~= "table" then
        effects.invalid("recordings.tasks takes a table with from and to, not a %s", type(options))
    end
    local queues, agents = filter_of("queues", options.queues), filter_of("agents", options.agents)
    local directions = filter_of("directions", options.directions)
    local to = options.to or native.now()
    local next_task = import("cc").task.each { from = options.from, to = to, channelTypes = options.channels }
    local reached = options.from
    local function tasks()
        for raw in next_task do
            local task = flat_task(raw)
            reached = task.started
            if passes(queues, task.queue or "", task.queue_id or "")
                and passes(agents, task.agent or "", task.agent_id or "")
                and passes(directions, task.direction or "") then
                return task
            end
        end
        reached = to
    end
    windows[tasks] = { from = options.from, to = to }
    fractions[tasks] = function() return share(windows[tasks], reached) end
    return tasks
end

local function number_of(value)
    return math.tointeger(tonumber(value)) or nil
end

-- Times are numbers in recordings and text in transcriptions; both become milliseconds.
local function instant_of(value)
    if type(value) == "string" and not tonumber(value) then
        local ok, instant = pcall(import("time").parse, value)
        return ok and instant or nil
    end
    return number_of(value)
end

-- The kind of file, from the service's own name for it, which is good for nothing else.
local function extension_of(name, otherwise)
    local extension = type(name) == "string" and name:match("%.(%w+)$")
    return extension and #extension <= 5 and "." .. extension:lower() or otherwise
end

local function recording_of(task, raw, position)
    local attributes = raw.attributes or {}
    local started, ended = instant_of(attributes.startTime), instant_of(attributes.stopTime)
    return {
        id = raw.id or ("%s-%d"):format(task.id, position),
        task = task,
        kind = "recording",
        call_type = attributes.callType or "main",
        segment = raw.segment,
        started = started or task.started,
        ended = ended,
        duration = started and ended and ended - started,
        participants = attributes.participants or {},
        sensitive = attributes.sensitive or false,
        extension = extension_of(attributes.fileName, ".wav"),
        raw = raw,
    }
end

local function transcript_of(task, raw, position)
    return {
        id = raw.id or ("%s-transcript-%d"):format(task.id, position),
        task = task,
        kind = "transcript",
        call_type = "transcript",
        started = instant_of(raw.startTime) or task.started,
        participants = {},
        sensitive = false,
        extension = extension_of(raw.fileName, ".txt"),
        raw = raw,
    }
end

local function wanted_recording(capture, options)
    if capture.call_type == "consult" then return options.consult end
    if capture.call_type:sub(1, 3) == "va-" then
        return options.virtual_agents and (capture.call_type ~= "va-consult" or options.consult)
    end
    return true
end

-- Captures of ten tasks at most, in the order of the tasks.
local function captures_of(tasks, options)
    local ids, by_id = {}, {}
    for i, task in ipairs(tasks) do
        ids[i], by_id[task.id] = task.id, task
    end
    local answer = import("cc").capture.query {
        query = {
            taskIds = ids,
            includeSegments = options.segments or false,
            includeVARecordings = options.virtual_agents or false,
        },
    }
    local found = {}
    for _, entry in ipairs(answer.data or {}) do
        local task = by_id[entry.taskId]
        if task then
            for position, raw in ipairs(entry.recording or {}) do
                local capture = recording_of(task, raw, position)
                if wanted_recording(capture, options) then found[#found + 1] = capture end
            end
            for position, raw in ipairs(options.transcripts and entry.transcription or {}) do
                found[#found + 1] = transcript_of(task, raw, position)
            end
        end
    end
    return found
end

-- Pulls tasks in one coroutine and asks their captures by tens. `batches` holds the queries in the order of the tasks,
-- so that the captures come in that order too, and no more are asked than are soon taken.
local function ask_ahead(tasks, options, batches)
    local group = {}
    local function ask()
        batches:send(async.background(captures_of, group, options))
        group = {}
    end
    for task in iterate("recordings.captures", tasks) do
        group[#group + 1] = task
        if #group == TASKS_A_QUERY then ask() end
    end
    if #group > 0 then ask() end
    batches:close()
end

function recordings.captures(tasks, options)
    options = options or {}
    local batches, puller
    local page, position = {}, 0
    local window = windows[tasks]
    local reached = window and window.from
    local function captures()
        if not batches then
            batches = async.channel(QUERIES_AT_ONCE - 1)
            puller = async.background(function()
                local ok, problem = pcall(ask_ahead, tasks, options, batches)
                if not ok then
                    batches:close()
                    error(problem, 0)
                end
            end)
        end
        while true do
            position = position + 1
            local capture = page[position]
            if capture then
                reached = capture.task.started
                return capture
            end
            local batch = batches:receive()
            if not batch then
                puller:wait()
                position = #page
                reached = window and window.to
                return nil
            end
            page, position = batch:wait(), 0
        end
    end
    if window then fractions[captures] = function() return share(window, reached) end end
    return captures
end

recordings.name = import "names"

local function without(raw, field)
    local copy = {}
    for key, value in pairs(raw) do
        if key ~= field then copy[key] = type(value) == "table" and without(value, field) or value end
    end
    return copy
end

-- What a recording is, as a table for the JSON beside it. The signed address is left out: it is a key that lapses.
function recordings.metadata(capture)
    local metadata = {}
    for key, value in pairs(capture) do metadata[key] = value end
    metadata.task = without(capture.task, "raw")
    metadata.participants = native.json_list(without(capture.participants, "filePath"))
    metadata.raw = { task = without(capture.task.raw, "filePath"), capture = without(capture.raw, "filePath") }
    return metadata
end

-- Saves a recording under `path`; the host streams it to disk. `metadata = true` writes a JSON file beside it.
function recordings.download(capture, path, options)
    if type(capture) ~= "table" or type(capture.task) ~= "table" then
        effects.invalid("recordings.download takes a capture of recordings.captures, not a %s", type(capture))
    end
    local metadata = options and options.metadata
    if metadata == true then metadata = recordings.metadata(capture) end
    return (effects.ask("recordings.download", "download", {
        task = capture.task.id,
        capture = capture.id,
        kind = capture.kind,
        path = path,
        metadata = metadata or nil,
    }))
end

return recordings
