-- Tests of nightly-audit.lua: it finds what is wrong, and changes nothing.

local cc, csv, test = require "cc", require "csv", require "test"

local function audit()
    local done = test.run { "nightly-audit.lua", read_only = true }
    expect(done.exit_code).to_be(0)
    local findings = {}
    for row in csv.rows("audit.csv") do findings[#findings + 1] = row end
    return findings
end

describe("nightly-audit.lua", function()
    it("finds an agent without a team, and only as long as it has none", function()
        ---@type any
        local agent = cc.user.list { filter = "active==true and contactCenterEnabled==true" }[1]
        local teams = cc.user.get(agent.id).teamIds
        cc.user.patch(agent.id, { teamIds = {} })
        expect(audit()).to_contain { problem = "agent without team", id = agent.id }
        cc.user.patch(agent.id, { teamIds = teams })
        expect(audit()).never.to_contain { id = agent.id }
    end)
end)
