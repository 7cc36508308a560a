-- Tasks of the agents of teams, by names and ids.
local cc, recordings, time = require "cc", require "recordings", require "time"

local from = time.now() - 9 * time.day
local teams, of_agent = {}, {}
for team in cc.team.each() do teams[#teams + 1] = team end
for user in cc.user.each() do of_agent[user.id] = user.teamIds end
local tasks = {}
for task in recordings.tasks { from = from } do tasks[#tasks + 1] = task end

local function expected(...)
    local wanted, found = {}, {}
    for _, team in ipairs { ... } do wanted[team.id] = true end
    for _, task in ipairs(tasks) do
        for _, id in ipairs(of_agent[task.agent_id] or {}) do
            if wanted[id] then
                found[#found + 1] = task.id
                break
            end
        end
    end
    return table.concat(found, " ")
end
local function listed(names)
    local found = {}
    for task in recordings.tasks { from = from, teams = names } do found[#found + 1] = task.id end
    return table.concat(found, " ")
end

local some = 0
for _, team in ipairs(teams) do
    local want = expected(team)
    if want ~= "" then some = some + 1 end
    assert(listed(team.id) == want and listed(" " .. team.name:upper() .. " ") == want, team.name)
end
assert(some > 1, some)
assert(listed { teams[1].name, teams[2].id } == expected(teams[1], teams[2]))
local ok, err = pcall(listed, "no such team")
assert(not ok and err.kind == "not_found" and tostring(err):find "there is no team no such team", tostring(err))
ok, err = pcall(listed, teams[1].name .. "x")
assert(tostring(err):find "did you mean", tostring(err))
