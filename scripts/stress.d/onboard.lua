-- An onboarding that does a bit of everything a journal has to keep apart: what `scripts/stress` ends at any moment and
-- goes on with.
--
-- Columns: email and team; with a first name the person is new. A number is for a moment only: made, and taken away again.

local cc    = require "cc"
local csv   = require "csv"
local run   = require "run"
local webex = require "webex"

local args = run.args {
    { "file",          "file",    required = true },
    { "--concurrency", "integer", default = 100 },
    { "--results",     "output",  default = "results.csv" },
    { "--failed",      "output",  default = "failed.csv" },
}

local license = webex.license.lookup("name", "id")
local team    = cc.team.lookup("name", "id")

run.rows(csv.rows(args.file), {
    key = "email", concurrency = args.concurrency, results = args.results, failed = args.failed,
}, function(row)
    local team_id = team(row.team)
    if row.first_name then
        local license_id = license("Contact Center Premium Agent")
        run.step("person", function()
            local person = webex.person.ensure {
                emails = { row.email }, firstName = row.first_name, lastName = row.last_name, licenses = { license_id },
            }
            return person.id
        end)
    end
    local agent = cc.user.wait_for({ email = row.email }, { timeout = "1m", every = "1s" })
    if row.work_type then
        cc.work_type.create { name = row.work_type, workTypeCode = "WRAP_UP_CODE", active = true }
    end
    if row.mobile then cc.user.patch(agent.id, { mobile = row.mobile }) end
    if row.number then
        local number = cc.contact_number.create { number = row.number }
        cc.contact_number.delete(number.id)
    end
    cc.user.patch(agent.id, { teamIds = { team_id } }, { bulk = true })
    return { status = "ready", team = row.team }
end)
