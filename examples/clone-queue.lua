-- Copies a queue under a new name: its settings, teams, agents and skills, and its place in the teams' rankings.
--
--   patchbay run clone-queue.lua "Support DE" "Support AT" --with-rankings

local async = require "async"
local cc    = require "cc"
local log   = require "log"
local run   = require "run"

local args = run.args {
    about = "Copies a queue under a new name.",
    { "from",            "text", required = true, help = "name of the queue to copy" },
    { "to",              "text", required = true, help = "name of the copy" },
    { "--with-rankings", "flag", help = "rank the copy just below the original in every team that ranks it" },
}

-- `get` gives the whole queue. One taken from `each` or `list` would lack its arrays, and `create` and
-- `update` refuse such an object, because the teams would be lost without a word.
local original = cc.queue.get { name = args.from }

if cc.queue.find { name = args.to } then
    error("there is a queue named " .. args.to .. " already")
end

-- The copy refers to the same teams, agents and skills; `as_new` drops only what Webex fills in by itself.
local draft = cc.queue.as_new(original)
draft.name        = args.to
draft.description = "Copy of " .. original.name
local copy = cc.queue.create(draft)
log.info("created queue", { name = copy.name, id = copy.id })

-- What points at the original does not point at the copy: teams can be seen to here, flows only by a person.
local function rank_below_original(reference)
    local team = cc.team.get(reference.id)
    local rankings = {}
    for _, entry in ipairs(team.queueRankings or {}) do
        table.insert(rankings, entry)
        if entry.queueId == original.id then
            table.insert(rankings, { queueId = copy.id })
        end
    end
    for rank, entry in ipairs(rankings) do
        entry.rank = rank
    end
    team.queueRankings = rankings
    cc.team.update(team.id, team)
end

async.each(cc.queue.references(original.id), { concurrency = 8 }, function(reference)
    if reference.type == "team" and args.with_rankings then
        rank_below_original(reference)
    else
        print("still points at " .. original.name, reference.type, reference.name)
    end
end)
