-- Tests of onboard-agents.lua: each runs the whole script against a simulated org, and looks at what became of both.
--
--   patchbay test examples

local cc, csv, test = require "cc", require "csv", require "test"

-- Runs the script with these rows as its file; `options` are those of test.run, such as read_only = true.
local function onboard(rows, options)
    csv.write("agents.csv", rows, { columns = { "email", "teams", "site", "work_phone" } })
    local order = { "onboard-agents.lua", "--file", "agents.csv" }
    for name, value in pairs(options or {}) do order[name] = value end
    return test.run(order)
end

-- What the script says of its rows, a table for each.
local function results()
    local rows = {}
    for row in csv.rows("results.csv") do rows[#rows + 1] = row end
    return rows
end

describe("onboard-agents.lua", function()
    -- The org is the same for all tests of a file, so each takes an agent of its own.
    ---@type table<string, any>[]
    local agents, teams = cc.user.list { filter = "active==true" }, cc.team.list()
    local last = 0
    ---@type table<string, any>
    local agent

    before_each(function()
        last = last + 1
        agent = cc.user.get(agents[last].id)
    end)

    it("brings an agent to the teams that a row names, in their order", function()
        local done = onboard { { email = agent.email, teams = teams[1].name .. "|" .. teams[2].name } }
        expect(done.exit_code).to_be(0)
        expect(cc.user.get(agent.id).teamIds).to_equal { teams[1].id, teams[2].id }
    end)

    it("leaves things as they are where a cell is empty, and clears them where it is a dash", function()
        onboard { { email = agent.email, work_phone = "+4930123" } }
        expect(cc.user.get(agent.id).workPhone).to_be "+4930123"
        expect(cc.user.get(agent.id).siteId).to_be(agent.siteId)
        onboard { { email = agent.email, work_phone = "-" } }
        expect(cc.user.get(agent.id).workPhone).to_be_nil()
    end)

    it("writes nothing the second time", function()
        local rows = { { email = agent.email, work_phone = "+4930456" } }
        onboard(rows)
        expect(results()[1].status).to_be "changed"
        -- Read-only, a change would fail.
        expect(onboard(rows, { read_only = true }).exit_code).to_be(0)
        expect(results()[1].status).to_be "unchanged"
    end)

    it("fails a row whose team is not there, names the near ones, and goes on", function()
        local done = onboard {
            { email = agent.email, teams = teams[1].name .. "x" },
            { email = agents[last + 20].email, work_phone = "+4930789" },
        }
        expect(done.exit_code).to_be(4)
        expect(results()).to_contain { status = "failed", email = agent.email }
        expect(results()).to_contain { status = "changed", email = agents[last + 20].email }
        expect(done.errors).to_contain(teams[1].name)
        expect(csv.rows("failed.csv")().email).to_be(agent.email)
    end)

    it("sends nothing when a column that it needs is missing", function()
        csv.write("agents.csv", { { teams = teams[1].name } }, { columns = { "teams" } })
        local done = test.run { "onboard-agents.lua", "--file", "agents.csv" }
        expect(done.exit_code).to_be(2)
        expect(done.errors).to_contain "email"
        expect(cc.user.get(agent.id)).to_equal(agent)
    end)
end)
