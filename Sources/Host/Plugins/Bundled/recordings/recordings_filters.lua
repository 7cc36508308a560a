-- The names of queues, teams and agents that an export is narrowed to: one that nobody has is told before anything is asked
-- of it, since an export of nothing looks like one of a quiet day.

local cc         = require "cc"
local recordings = require "recordings"

local wrong = require "wrong"

local filters = {}

local MOST_TOLD = 5

local function folded(text) return text:match("^%s*(.-)%s*$"):lower() end

-- The longest beginning that two names share, by which near ones are found.
local function shared(one, other)
    local length = 0
    while length < #one and one:byte(length + 1) == other:byte(length + 1) do length = length + 1 end
    return length
end

-- Names as a sentence: those most like the wrong one first.
local function nearest(word, names)
    word = folded(word)
    table.sort(names, function(a, b)
        local near, far = shared(word, folded(a)), shared(word, folded(b))
        if near ~= far then return near > far end
        return a < b
    end)
    local told = table.concat(names, ", ", 1, math.min(#names, MOST_TOLD))
    if #names > MOST_TOLD then told = told .. (" and %d others"):format(#names - MOST_TOLD) end
    return #names > 0 and "there are " .. told or "there are none"
end

-- Whether the ledger has recordings of a queue or agent: one that is gone from the org has contacts all the same.
local function is_remembered(field, word)
    return field ~= nil and recordings.ledger.each { [field] = word }() ~= nil
end

-- An id is believed: that of a queue which is gone is in no list.
local function is_id(word) return word:find("^%x+%-%x+%-%x+%-%x+%-%x+$") ~= nil end

-- Checks words against a list: `names_of(object)` gives all that one may be called by, its name first.
local function check(words, what, each, names_of, field)
    local open = {}
    for _, word in ipairs(words or {}) do
        if not is_id(word) then open[#open + 1] = word end
    end
    if #open == 0 then return end
    local there, names = {}, {}
    for object in each() do
        local called = names_of(object)
        for _, name in ipairs(called) do there[folded(name)] = true end
        names[#names + 1] = called[1]
    end
    for _, word in ipairs(open) do
        if not there[folded(word)] and not is_remembered(field, word) then
            wrong(nearest(word, names), "--%s: there is no %s %q", what, what, word)
        end
    end
end

-- What is text of these, in order.
local function texts(...)
    local list = {}
    for i = 1, select("#", ...) do
        local value = (select(i, ...))
        if type(value) == "string" and value ~= "" then list[#list + 1] = value end
    end
    return list
end

-- Refuses the names of options.queues, teams and agents that nobody has.
function filters.check(options)
    check(options.queues, "queue", cc.queue.each, function(queue) return texts(queue.name, queue.id) end, "queue")
    check(options.teams, "team", cc.team.each, function(team) return texts(team.name, team.id) end)
    check(options.agents, "agent", cc.user.each, function(user)
        local full = table.concat(texts(user.firstName, user.lastName), " ")
        return texts(full, user.id, user.ciUserId)
    end, "agent")
end

return filters
