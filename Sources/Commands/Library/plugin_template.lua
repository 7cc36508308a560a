-- PLUGIN: a plugin of Patchbay.
--
--   patchbay plugin check PATH               looks for mistakes, and runs nothing of it
--   patchbay plugin install PATH             shows what it may do, and asks
--   patchbay PLUGIN count --simulator        runs its command
--   patchbay plugin update PLUGIN            takes it anew after a change here
--   patchbay plugin set PLUGIN --greeting "Good day"
--
-- What is installed is a copy: a change of this file counts from the next update on. Modules of the plugin's own lie beside
-- this file: `require "lib.names"` reads lib/names.lua.

local cc  = require "cc"
local log = require "log"

-- The command. `args` are those declared below, as those of a script; `settings` are those of the plugin.
local function count(args, settings)
    local users = 0
    for user in cc.user.each() do
        if not args.active_only or user.active then users = users + 1 end
    end
    print(("%s! The contact centre has %d users."):format(settings.greeting, users))
end

-- A hook: called in every run, of scripts and of commands, when it has ended. An error here is told, and breaks no run.
local function run_finished(event, settings)
    log.debug("heard of a run", { script = event.run.script, outcome = event.outcome, rows = event.rows.total })
end

return {
    name        = "PLUGIN",
    version     = "0.1.0",
    needs       = "1.0",                                      -- the oldest Patchbay it runs on
    summary     = "Counts the users of the contact centre.",
    -- What it may do, and nothing else. There are also net = { "example.com" }, read and write = { "~/folder" },
    -- changes = true (or a number), deletes = true, and scopes.
    permissions = { operations = { "user.list" } },
    -- As the arguments of a script, without dashes.
    settings    = { { "greeting", "text", default = "Hello", help = "what the count begins with" } },
    commands    = {
        count = {
            about = "Counts the users.",
            args  = { { "--active-only", "flag", help = "leave out users that are not active" } },
            run   = count,
        },
    },
    hooks       = { run_finished = run_finished },
}
