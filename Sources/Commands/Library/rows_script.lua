-- Sets the phone number of agents from a CSV file with the columns email and phone.
--
--   patchbay run SCRIPT --file agents.csv
--   patchbay run --simulator SCRIPT --file agents.csv
--
-- This first comment and the arguments below are what `patchbay help SCRIPT` shows.

local cc  = require "cc"
local csv = require "csv"
local run = require "run"

-- The first call of a script. A path that a person types for `file` or `output` is the permission to use it.
local args = run.args {
    about = "Sets the phone numbers of agents.",
    { "--file",    "file",   required = true,         help = "the agents, one a row: email, phone" },
    { "--results", "output", default = "results.csv", help = "what became of each row" },
}

-- A lookup turns one field into the object. It reads the list once, when first used; a name that is not there raises an
-- error with the near ones, and fails that row alone.
local user = cc.user.lookup("email")

-- Many rows are under way at once, and each has its own line in the results file.
run.rows(csv.rows(args.file, { required = { "email", "phone" } }), {
    key     = "email",
    results = args.results,
}, function(row)
    local agent = user(row.email)

    -- Only what differs is sent. An empty cell is nil, and leaves things as they are.
    local changes = cc.changes(agent, { workPhone = row.phone })
    if not changes then return "unchanged" end

    -- `bulk`: this change may share a request with those of other rows. Its failure is still its own.
    cc.user.patch(agent.id, changes, { bulk = true })
    return { status = "changed", user_id = agent.id }
end)
