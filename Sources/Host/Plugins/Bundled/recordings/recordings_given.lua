-- The options of an export, from the words that a person typed for a command and the settings of the plugin.

local sinks = require "sinks"
local wrong = require "wrong"

-- An option that this command does not declare is absent.
local function value(args, name) return rawget(args, name) end

return function(args, settings)
    local given = {}
    for _, name in ipairs {
        "from", "to", "since_last", "look_back", "min_duration", "segments", "consult", "virtual_agents", "transcripts", "rules",
        "name", "out", "dry_run", "concurrency", "bandwidth", "limit", "audio",
    } do
        given[name] = value(args, name)
    end
    for option, plural in pairs { channel = "channels", queue = "queues", team = "teams", agent = "agents" } do
        local words = value(args, option)
        given[plural] = words and #words > 0 and words or nil
    end
    local direction = value(args, "direction")
    given.directions = direction and { direction } or nil
    given.sinks = sinks.of(args, settings)
    if value(args, "no_folder") then
        if #given.sinks == 0 then
            wrong("name one with --sink", "--no-folder leaves no place for the recordings")
        end
        given.folder = false
    end
    return given
end
