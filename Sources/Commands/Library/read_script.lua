-- Lists the users of the contact centre that are in no team.
--
--   patchbay run SCRIPT
--   patchbay run --simulator SCRIPT --active-only
--
-- This first comment and the arguments below are what `patchbay help SCRIPT` shows.

local cc  = require "cc"
local log = require "log"
local run = require "run"

-- The first call of a script. What is declared here is checked before anything else happens: an option with dashes, a
-- positional argument without. `--active-only` is read as `args.active_only`.
local args = run.args {
    about = "Lists the users that are in no team.",
    { "--active-only", "flag", help = "leave out users that are not active" },
}

-- `each` walks all pages, one object at a time. `filter` chooses at the service; patchbay api user.list has the rest.
local parameters = {}
if args.active_only then parameters.filter = "active==true" end

local seen, found = 0, 0
for user in cc.user.each(parameters) do
    seen = seen + 1
    -- A field that is absent or null reads as nil.
    if #(user.teamIds or {}) == 0 then
        found = found + 1
        -- What is printed is data, on standard output, its columns separated by tabs.
        print(user.email, user.firstName, user.lastName)
    end
end

-- Messages go to standard error, so that `> users.tsv` keeps just the table.
log.info("done", { users = seen, without_team = found })
