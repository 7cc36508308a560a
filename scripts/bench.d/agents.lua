-- Two files that ask for something else of every agent, so that each run after the other has all of them to change.

local cc  = require "cc"
local csv = require "csv"

local teams = cc.team.list()
local first, second = {}, {}
for user in cc.user.each {} do
    first[#first + 1]   = { email = user.email, teams = teams[#first % 2 + 1].name }
    second[#second + 1] = { email = user.email, teams = teams[#second % 2 + 3].name }
end
csv.write("first.csv", first, { columns = { "email", "teams" } })
csv.write("second.csv", second, { columns = { "email", "teams" } })
