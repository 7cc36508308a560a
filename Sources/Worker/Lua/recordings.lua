-- Recordings: tasks and captures as flat tables in our words, names for files, and downloads that the host makes.

local native, import = ...
local effects, near, iterate = import "effects", import "near", import "sources"
local answers, task_walk, channel, fractions = import "answers", import "task_walk", import "channel", import "fractions"
local background = import("tasks").background

local recordings = {}

-- Task ids that one captures query may hold, and the queries that are under way at once.
local TASKS_A_QUERY = 10
local QUERIES_AT_ONCE = 4

local function flat_task(raw)
    local attributes = answers.object(raw.attributes)
    local queue, owner = answers.object(attributes.queue), answers.object(attributes.owner)
    local text = answers.text
    return {
        id = text(raw.id),
        queue = text(queue.name),
        queue_id = text(queue.id),
        agent = text(owner.name),
        agent_id = text(owner.id),
        channel = text(attributes.channelType),
        direction = text(attributes.direction),
        status = text(attributes.status),
        started = answers.instant(attributes.createdTime),
        updated = answers.instant(attributes.lastUpdatedTime),
        origin = text(attributes.origin),
        destination = text(attributes.destination),
        reason = text(attributes.reasonCode),
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
        if set[value:lower()] then return true end
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
    near.options("recordings.tasks", options, { "from", "to", "channels", "queues", "agents", "directions" })
    local queues, agents = filter_of("queues", options.queues), filter_of("agents", options.agents)
    local directions = filter_of("directions", options.directions)
    local from, to = task_walk.window("recordings.tasks", options.from, options.to)
    local next_task = import("cc").task.each { from = from, to = to, channelTypes = options.channels }
    local reached = from
    local function each()
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
    windows[each] = { from = from, to = to }
    fractions[each] = function() return share(windows[each], reached) end
    return each
end

-- The kind of file, from the service's own name for it, which is good for nothing else.
local function extension_of(name, otherwise)
    local extension = type(name) == "string" and name:match("%.(%w+)$")
    return extension and #extension <= 5 and "." .. extension:lower() or otherwise
end

local function recording_of(task, raw, position)
    local attributes = answers.object(raw.attributes)
    local started, ended = answers.instant(attributes.startTime), answers.instant(attributes.stopTime)
    return {
        id = answers.text(raw.id) or ("%s-%d"):format(task.id, position),
        task = task,
        kind = "recording",
        call_type = answers.text(attributes.callType) or "main",
        segment = type(raw.segment) ~= "table" and raw.segment or nil,
        started = started or task.started,
        ended = ended,
        duration = started and ended and ended - started,
        participants = answers.object(attributes.participants),
        sensitive = attributes.sensitive == true,
        extension = extension_of(attributes.fileName, ".wav"),
        raw = raw,
    }
end

local function transcript_of(task, raw, position)
    return {
        id = answers.text(raw.id) or ("%s-transcript-%d"):format(task.id, position),
        task = task,
        kind = "transcript",
        call_type = "transcript",
        started = answers.instant(raw.startTime) or task.started,
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

-- The captures of one task, from its entry in an answer.
local function captures_in(entry, task, options, head)
    local found = {}
    local function objects(list, what)
        return list == nil and {} or answers.objects("capture.query", head, list, what)
    end
    for position, raw in ipairs(objects(entry.recording, "recordings")) do
        local capture = recording_of(task, raw, position)
        if wanted_recording(capture, options) then found[#found + 1] = capture end
    end
    if options.transcripts then
        for position, raw in ipairs(objects(entry.transcription, "transcriptions")) do
            found[#found + 1] = transcript_of(task, raw, position)
        end
    end
    return found
end

-- Captures of ten tasks at most, in the order of the answer.
local function captures_of(tasks, options)
    local ids, by_id = native.json_list {}, {}
    for i, task in ipairs(tasks) do
        ids[i], by_id[task.id] = task.id, task
    end
    local query = {
        taskIds = ids,
        includeSegments = options.segments or false,
        includeVARecordings = options.virtual_agents or false,
    }
    local head, body = effects.ask("capture.query", "call", {
        operation = "capture.query", arguments = native.json_list { { query = query } },
    })
    local found = {}
    for _, entry in ipairs(answers.objects("capture.query", head, body, "captures")) do
        local task = by_id[answers.text(entry.taskId)]
        local captures = task and captures_in(entry, task, options, head) or {}
        table.move(captures, 1, #captures, #found + 1, found)
    end
    return found
end

-- Pulls tasks in one coroutine and asks their captures by tens. `batches` holds the queries in the order of the tasks,
-- so that the captures come in that order too, and no more are asked than are soon taken.
local function ask_ahead(tasks, options, batches)
    local group = {}
    local function ask()
        batches:send(background(captures_of, group, options))
        group = {}
    end
    for task in iterate("recordings.captures", tasks) do
        if type(task) ~= "table" or type(task.id) ~= "string" then
            effects.invalid("recordings.captures takes tasks of recordings.tasks, not a %s", type(task))
        end
        group[#group + 1] = task
        if #group == TASKS_A_QUERY then ask() end
    end
    if #group > 0 then ask() end
    batches:close()
end

function recordings.captures(tasks, options)
    options = near.options("recordings.captures", options, { "segments", "consult", "transcripts", "virtual_agents" })
    local batches, puller
    local page, position = {}, 0
    local window = windows[tasks]
    local reached = window and window.from
    local function captures()
        if not batches then
            batches = channel(QUERIES_AT_ONCE - 1)
            puller = background(function()
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

-- Takes a field out of a value and of all that it holds.
local function strip(value, field)
    if type(value) ~= "table" then return end
    value[field] = nil
    for _, inner in pairs(value) do strip(inner, field) end
end

-- A copy of what the service sent, nulls and empty lists included, without a field.
local function without(raw, field)
    local text, problem = native.json_encode(raw)
    if not text then effects.invalid("recordings.metadata: %s", problem) end
    local copy = native.json_decode(text)
    strip(copy, field)
    return copy
end

-- What a recording is, as a table for the JSON beside it. The signed address is left out: it is a key that lapses.
function recordings.metadata(capture)
    local metadata, task = {}, {}
    for key, value in pairs(capture) do metadata[key] = value end
    for key, value in pairs(capture.task) do
        if key ~= "raw" then task[key] = value end
    end
    metadata.task = task
    metadata.participants = native.json_list(without(capture.participants, "filePath"))
    metadata.raw = { task = without(capture.task.raw, "filePath"), capture = without(capture.raw, "filePath") }
    return metadata
end

-- Saves a recording under `path`; the host streams it to disk. `metadata = true` writes a JSON file beside it.
function recordings.download(capture, path, options)
    if type(capture) ~= "table" or type(capture.task) ~= "table" then
        effects.invalid("recordings.download takes a capture of recordings.captures, not a %s", type(capture))
    end
    local metadata = near.options("recordings.download", options, { "metadata" }).metadata
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
