-- An export as it was asked for, checked, with all that it stands on.

local log        = require "log"
local recordings = require "recordings"
local run        = require "run"
local time       = require "time"

local checked = require "checked"
local digest  = require "digest"
local filters = require "filters"
local naming  = require "naming"
local window  = require "window"
local wrong   = require "wrong"

local job = {}

local function positive(options, name)
    local value = options[name]
    if value == nil or (math.type(value) == "integer" and value > 0) then return value end
    wrong(nil, "--%s is a whole number from 1, not %s", name, value)
end

local UNITS = { [""] = 1, K = 1 << 10, M = 1 << 20, G = 1 << 30 }

-- Bytes a second of "10M"; nil where nothing was said.
local function bandwidth(text)
    if text == nil then return nil end
    local count, unit = tostring(text):upper():match("^(%d+)([KMG]?)$")
    local bytes = count and #count < 10 and math.tointeger(count) * UNITS[unit]
    if bytes and bytes > 0 then return bytes end
    wrong("write 500K or 10M", "--bandwidth %s is no number of bytes a second", text)
end

-- What decides which captures a task has for this export, and where they go. A task that was asked and is done under the same
-- words need not be asked again.
local function form_of(options, rules)
    -- A folder is another one elsewhere, and a bucket at another service: places say which is meant.
    local places = checked(recordings.places, { folder = options.folder or nil, sinks = options.sinks })
    return digest {
        segments = options.segments, consult = options.consult, virtual_agents = options.virtual_agents,
        transcripts = options.transcripts, min_duration = options.min_duration, name = options.name,
        rules = rules and rules.hash, folder = places.folder, sinks = places.sinks,
    }
end

-- What makes two exports the same work, whatever their windows.
local function digest_of(options, form)
    return digest {
        form = form, channels = options.channels, queues = options.queues, teams = options.teams, agents = options.agents,
        directions = options.directions,
    }
end

-- An export of options such as { from=, to=, out=, queues=, rules=, name= … }.
function job.of(options)
    local limit, concurrency = positive(options, "limit"), positive(options, "concurrency") or 8
    local rate = bandwidth(options.bandwidth)
    naming.check(options.name)
    local rules = options.rules and #options.rules > 0 and checked(recordings.rules, options.rules) or nil
    local form = form_of(options, rules)
    local made = {
        form = form, digest = digest_of(options, form), rules = rules, limit = limit, concurrency = concurrency,
        look_back = options.look_back, min_duration = options.min_duration, name = options.name,
        out = options.out, folder = options.folder, sinks = options.sinks or {}, audio = options.audio,
        dry = options.dry_run, since_last = options.since_last, now = run.started, account = "manifest",
        -- The recordings that tasks which are asked again have, and that are done.
        done = setmetatable({}, { __mode = "k" }),
        kinds = {
            segments = options.segments, consult = options.consult, transcripts = options.transcripts,
            virtual_agents = options.virtual_agents,
        },
    }
    made.from, made.to = window.begin(options, made.digest), options.to
    if made.from > made.to then
        wrong("see --from and --to", "the window ends (%s) before it begins (%s)", time.iso(made.to), time.iso(made.from))
    end
    made.tasks = {
        from = made.from, to = made.to, channels = options.channels, queues = options.queues, teams = options.teams,
        agents = options.agents, directions = options.directions,
    }
    made.progress = window.follow(made)
    filters.check(options)
    if #made.sinks > 0 and not made.dry then checked(recordings.check_sinks, made.sinks) end
    if rate then recordings.limit_bandwidth(rate) end
    if options.since_last then log.info("from " .. time.iso(made.from), { to = time.iso(made.to) }) end
    return made
end

return job
