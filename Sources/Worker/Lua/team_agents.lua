-- Who is in a team: tasks know their agent, and not the team.

local _, import = ...
local effects, near = import "effects", import "near"

local team_agents = {}

-- The ids of the teams of a set of names and ids in lower case. Raises for one that there is not.
local function ids_of(wanted)
    local ids, missing, names = {}, {}, {}
    for name, typed in pairs(wanted) do missing[name] = typed end
    for team in import("cc").team.each() do
        local name = type(team.name) == "string" and team.name:match("^%s*(.-)%s*$"):lower() or nil
        names[#names + 1] = team.name
        if name and wanted[name] or wanted[tostring(team.id):lower()] then
            ids[team.id] = true
            missing[name or false], missing[tostring(team.id):lower()] = nil, nil
        end
    end
    local _, name = next(missing)
    if not name then return ids end
    effects.raise {
        kind = "not_found", operation = "recordings.tasks",
        message = ("there is no team %s%s"):format(near.shown(name), near.hint(name, names)),
    }
end

-- The users of teams, by their ids and by those that Common Identity knows them by: nothing says which of both a task has.
function team_agents.of(wanted)
    local teams, agents = ids_of(wanted), {}
    for user in import("cc").user.each() do
        for _, team in ipairs(type(user.teamIds) == "table" and user.teamIds or {}) do
            if teams[team] then
                agents[user.id] = true
                if user.ciUserId then agents[user.ciUserId] = true end
            end
        end
    end
    return agents
end

return team_agents
