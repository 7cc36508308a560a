-- Captures of tasks, as flat tables in our words: asked for by tens, several at once, in the order of the tasks.

local native, import = ...
local effects, near, iterate, answers = import "effects", import "near", import "sources", import "answers"
local channel, windows = import "channel", import "windows"
local background = import("tasks").background

local captures = {}

-- Task ids that one captures query may hold, and the queries that are under way at once.
local TASKS_A_QUERY = 10
local QUERIES_AT_ONCE = 4

local OPTIONS = { "segments", "consult", "transcripts", "virtual_agents" }

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

-- Whether what was asked is refused, by the service or before: then one task alone may be the reason.
local function is_refused(problem)
    local kind = effects.text_field(problem, "kind")
    return kind == "invalid" or kind == "not_found"
end

-- One query: an entry { task=, captures= } for each task, in the order of the answer, those without captures last.
local function asked(tasks, options)
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
    local entries, of_task = {}, {}
    local function entry_of(task)
        local entry = of_task[task.id]
        if not entry then
            entry = { task = task, captures = {} }
            of_task[task.id], entries[#entries + 1] = entry, entry
        end
        return entry
    end
    for _, raw in ipairs(answers.objects("capture.query", head, body, "captures")) do
        local task = by_id[answers.text(raw.taskId)]
        if task then
            local found = entry_of(task).captures
            local more = captures_in(raw, task, options, head)
            table.move(more, 1, #more, #found + 1, found)
        end
    end
    for _, task in ipairs(tasks) do entry_of(task) end
    return entries
end

-- The same where a query that is refused is asked again in halves, until the task is found that it is refused for. That one's
-- entry has the error as `problem`.
local function asked_in_halves(tasks, options)
    local ok, entries = pcall(asked, tasks, options)
    if ok then return entries end
    if not is_refused(entries) then error(entries, 0) end
    if #tasks == 1 then return { { task = tasks[1], captures = {}, problem = entries } } end
    local middle = #tasks // 2
    local found = asked_in_halves({ table.unpack(tasks, 1, middle) }, options)
    local others = asked_in_halves({ table.unpack(tasks, middle + 1) }, options)
    return table.move(others, 1, #others, #found + 1, found)
end

-- Pulls tasks in one coroutine and asks their captures by tens. `batches` holds the queries in the order of the tasks,
-- so that the captures come in that order too, and no more are asked than are soon taken.
local function ask_ahead(who, ask, tasks, options, batches)
    local group = {}
    local function send()
        batches:send(background(ask, group, options))
        group = {}
    end
    for task in iterate(who, tasks) do
        if type(task) ~= "table" or type(task.id) ~= "string" then
            effects.invalid("%s takes tasks of recordings.tasks, not a %s", who, type(task))
        end
        group[#group + 1] = task
        if #group == TASKS_A_QUERY then send() end
    end
    if #group > 0 then send() end
    batches:close()
end

-- An iterator of the answers, in the order of the tasks: lists of entries.
local function answers_of(who, ask, tasks, options)
    local batches, puller
    return function()
        if not batches then
            batches = channel(QUERIES_AT_ONCE - 1)
            puller = background(function()
                local ok, problem = pcall(ask_ahead, who, ask, tasks, options, batches)
                if not ok then
                    batches:close()
                    error(problem, 0)
                end
            end)
        end
        local batch = batches:receive()
        if batch then return batch:wait() end
        puller:wait()
    end
end

-- Entries { task=, captures= } of all tasks, also of those that have no capture. A task that the service refuses to be asked
-- for has the error as `problem`, and the others go on.
function captures.by_task(who, tasks, options)
    options = near.options(who, options, OPTIONS)
    local next_answer = answers_of(who, asked_in_halves, tasks, options)
    local page, position = {}, 0
    local window, reached
    local function entries()
        while true do
            position = position + 1
            local entry = page[position]
            if entry then
                reached = entry.task.started
                return entry
            end
            page, position = next_answer(), 0
            if not page then
                page, reached = {}, window and window.to
                return nil
            end
        end
    end
    window = windows.hand_on(tasks, entries, function() return reached end)
    return entries
end

-- The captures of all tasks.
function captures.each(who, tasks, options)
    options = near.options(who, options, OPTIONS)
    local next_answer = answers_of(who, asked, tasks, options)
    local page, entry, position = {}, 0, 0
    local window, reached
    local function each()
        while true do
            local found = page[entry]
            position = position + 1
            local capture = found and found.captures[position]
            if capture then
                reached = capture.task.started
                return capture
            elseif entry < #page then
                entry, position = entry + 1, 0
            else
                page, entry, position = next_answer(), 0, 0
                if not page then
                    page, reached = {}, window and window.to
                    return nil
                end
            end
        end
    end
    window = windows.hand_on(tasks, each, function() return reached end)
    return each
end

return captures
