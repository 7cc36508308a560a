-- Brings existing agents to the teams, site, profiles and phones that a CSV file asks for.
--
--   patchbay run --plan onboard-agents.lua --file agents.csv      shows what would change
--   patchbay run        onboard-agents.lua --file agents.csv      changes it
--
-- Only `email` is needed; a column that is missing, or a cell that is empty, leaves things as they are;
-- a cell with nothing but "-" clears what is there.
-- Several teams stand in one cell, separated by "|".

local cc  = require "cc"
local csv = require "csv"
local run = require "run"

local args = run.args {
    about = "Brings existing agents to the state a CSV file asks for.",
    { "--file",    "file",   required = true,         help = "the agents, one a row" },
    { "--results", "output", default = "results.csv", help = "what became of each row" },
    { "--failed",  "output", default = "failed.csv",  help = "the rows that failed, ready to be run again" },
}

-- A lookup turns one field into another. It reads the whole list once, when first used. A name that is
-- not there raises an error that lists the near ones. Nothing (nil) in, nothing out; a list in, a list out.
local user               = cc.user.lookup("email", { hint = "creating people is the task of new-hires.lua" })
local team               = cc.team.lookup("name", "id")
local site               = cc.site.lookup("name", "id")
local user_profile       = cc.user_profile.lookup("name", "id")
local desktop_profile    = cc.desktop_profile.lookup("name", "id")
local multimedia_profile = cc.multimedia_profile.lookup("name", "id")
local skill_profile      = cc.skill_profile.lookup("name", "id")

run.rows(csv.rows(args.file, { required = { "email" }, null = "-" }), {
    key     = "email",
    results = args.results,
    failed  = args.failed,
}, function(row)
    local agent = user(row.email)
    local changes, fields = cc.changes(agent, {
        teamIds             = team(csv.split(row.teams, "|")),
        siteId              = site(row.site),
        userProfileId       = user_profile(row.user_profile),
        agentProfileId      = desktop_profile(row.desktop_profile),
        multimediaProfileId = multimedia_profile(row.multimedia_profile),
        skillProfileId      = skill_profile(row.skill_profile),
        workPhone           = row.work_phone,
        mobile              = row.mobile,
    })
    if not changes then
        return "unchanged"
    end

    -- `bulk`: this change may travel with those of other rows in one request. Its failure is still ours alone.
    cc.user.patch(agent.id, changes, { bulk = true })
    return { status = "changed", fields = table.concat(fields, " ") }
end)
