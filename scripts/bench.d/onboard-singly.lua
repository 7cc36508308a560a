-- The onboarding as it is without bulk calls: each agent whose teams differ is changed by a request of its own.

local cc  = require "cc"
local csv = require "csv"
local run = require "run"

local args = run.args { { "--file", "file", required = true } }

local user = cc.user.lookup("email")
local team = cc.team.lookup("name", "id")

run.rows(csv.rows(args.file), { key = "email" }, function(row)
    local agent   = user(row.email)
    local changes = cc.changes(agent, { teamIds = team(csv.split(row.teams, "|")) })
    if not changes then return "unchanged" end
    cc.user.patch(agent.id, changes)
    return "changed"
end)
