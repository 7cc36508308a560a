-- Recordings: tasks and captures as flat tables in our words, names for files, and downloads that the host makes.

local native, import = ...
local effects, near, answers = import "effects", import "near", import "answers"
local task_walk, captures, windows, team_agents = import "task_walk", import "captures", import "windows", import "team_agents"

local recordings = {}

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
        set[value:match("^%s*(.-)%s*$"):lower()] = value
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

local TASK_OPTIONS = { "from", "to", "channels", "queues", "agents", "teams", "directions", "gap" }

function recordings.tasks(options)
    if type(options) ~= "table" then
        effects.invalid("recordings.tasks takes a table with from and to, not a %s", type(options))
    end
    near.options("recordings.tasks", options, TASK_OPTIONS)
    local queues, agents = filter_of("queues", options.queues), filter_of("agents", options.agents)
    local directions, teams = filter_of("directions", options.directions), filter_of("teams", options.teams)
    local from, to = task_walk.window("recordings.tasks", options.from, options.to)
    local next_task = import("cc").task.each({ from = from, to = to, channelTypes = options.channels },
        options.gap and { gap = options.gap })
    local reached, in_teams = from, nil
    local function each()
        in_teams = in_teams or teams and team_agents.of(teams)
        for raw in next_task do
            local task = flat_task(raw)
            reached = task.started
            if passes(queues, task.queue or "", task.queue_id or "")
                and passes(agents, task.agent or "", task.agent_id or "")
                and passes(directions, task.direction or "")
                and (not in_teams or in_teams[task.agent_id or false]) then
                return task
            end
        end
        reached = to
    end
    windows.keep(each, from, to, function() return reached end)
    return each
end

function recordings.captures(tasks, options)
    return captures.each("recordings.captures", tasks, options)
end

function recordings.by_task(tasks, options)
    return captures.by_task("recordings.by_task", tasks, options)
end

recordings.name = import "names"
recordings.rules = import "rules"

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

local delivering = import "delivering"

-- Takes a recording to a folder and to sinks, to each that lacks it; what some have is kept when another fails.
function recordings.export(capture, path, options)
    return delivering.export(recordings.metadata, capture, path, options)
end

-- How much all downloads of the run may receive a second, in bytes or as "10M"; nil for as much as comes.
function recordings.limit_bandwidth(rate)
    local who = "recordings.limit_bandwidth"
    if rate ~= nil and math.type(rate) ~= "integer" and type(rate) ~= "string" then
        effects.invalid('%s takes bytes a second, as a whole number or like "10M"', who)
    end
    effects.ask(who, "bandwidth", { rate = rate })
end

recordings.check_sinks, recordings.places, recordings.verify = delivering.check_sinks, delivering.places, delivering.verify
recordings.ledger = import "ledger"

return recordings
