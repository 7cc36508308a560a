-- What is asked for those who wait for objects: several by one filter where it can be told whose an object is.
--
-- A waiter is { where=, fields=, found= }, a question { parameters=, waiters=, judged=, believed= }.

local _, import = ...
local calls, filters, finding, incomplete = import "calls", import "filters", import "finding", import "incomplete"

local questions = {}

-- What one filter asks for at most, so that its address stays short enough for every proxy.
local MOST_SEARCHES, MOST_BYTES = 100, 3000

-- The waiters by the fields they name: lists of waiters that one filter can serve.
local function alike(waiters)
    local groups, order = {}, {}
    for _, waiter in ipairs(waiters) do
        local place = table.concat(waiter.fields, "\0")
        if not groups[place] then
            groups[place] = {}
            order[#order + 1] = groups[place]
        end
        table.insert(groups[place], waiter)
    end
    return order
end

-- Lists of waiters, each short enough for one filter.
local function portions(waiters)
    local list, bytes = { {} }, 0
    for _, waiter in ipairs(waiters) do
        local portion, size = list[#list], #filters.described(waiter.where, waiter.fields)
        if #portion == MOST_SEARCHES or (#portion > 0 and bytes + size > MOST_BYTES) then
            portion, bytes = {}, 0
            list[#list + 1] = portion
        end
        table.insert(portion, waiter)
        bytes = bytes + size
    end
    return list
end

-- Lists and fields of which a shared answer once had an object without one of the fields: nobody can say whose that is, so
-- each waiter asks for its own.
local apart = {}

local function place_of(resource, fields) return resource.name .. " " .. table.concat(fields, " ") end

-- What one waiter asks by itself, with no parameters for all of the list. The service's word is taken as `find` takes it.
local function own_question(resource, waiter)
    local parameters, judged = filters.one(resource, waiter.where, waiter.fields)
    if parameters and finding.is_refused(resource, waiter.fields) then parameters, judged = nil, nil end
    return { parameters = parameters, waiters = { waiter }, judged = judged, believed = parameters ~= nil }
end

-- What one filter asks for several.
local function shared_question(resource, portion)
    local searches, fields = {}, portion[1].fields
    for i, waiter in ipairs(portion) do searches[i] = waiter.where end
    return { parameters = { filter = filters.any(resource, searches, fields) }, waiters = portion }
end

-- What a round asks for these waiters, a list of questions. Where the resource's list has no filter, each waiter has a
-- request of its own, or all look through the whole list together.
function questions.of(resource, waiters)
    local list, walkers = {}, {}
    local function ask_alone(waiter)
        local question = own_question(resource, waiter)
        if question.parameters then list[#list + 1] = question else walkers[#walkers + 1] = waiter end
    end
    for _, group in ipairs(alike(waiters)) do
        local fields = group[1].fields
        local shares = filters.can_share(resource, fields) and not finding.is_refused(resource, fields)
            and not apart[place_of(resource, fields)]
        for _, portion in ipairs(shares and portions(group) or { group }) do
            if shares and #portion > 1 then
                list[#list + 1] = shared_question(resource, portion)
            else
                for _, waiter in ipairs(portion) do ask_alone(waiter) end
            end
        end
    end
    if #walkers > 0 then list[#list + 1] = { waiters = walkers } end
    return list
end

-- Whether an object lacks a field that the service compared all the same: one that its list leaves out, or one that SCIM
-- calls otherwise.
local function is_doubtful(resource, object, fields)
    if not incomplete.reason(object) and calls.facts(resource, "list").paging ~= "scim" then return false end
    for _, field in ipairs(fields) do
        if object[field] == nil then return true end
    end
    return false
end

-- Gives the waiters of a question the objects that its answer has for them; answers whether one was nobody's for sure.
local function match(watch, question)
    local doubtful = false
    local is_shared = question.parameters and not question.believed
    for object in watch.each(watch.ids, question.parameters) do
        local judged = question.judged or question.believed and incomplete.reason(object) and finding.ALL
        for _, waiter in ipairs(question.waiters) do
            if not waiter.found and filters.fits(object, waiter.where, judged) then waiter.found = object end
        end
        doubtful = doubtful or is_shared and is_doubtful(watch.resource, object, question.waiters[1].fields)
    end
    return doubtful
end

-- Asks a question and gives each waiter whose object is there now that object as `found`. Answers a list of the questions
-- that are to be asked behind it; raises what kept the others from being looked for.
function questions.ask(watch, question)
    local fields, further = question.waiters[1].fields, {}
    local ok, outcome = pcall(match, watch, question)
    if ok and outcome then
        apart[place_of(watch.resource, fields)] = true
        for _, waiter in ipairs(question.waiters) do
            if not waiter.found then further[#further + 1] = own_question(watch.resource, waiter) end
        end
    elseif not ok then
        if not question.parameters or not finding.refuses(watch.resource, fields, outcome) then error(outcome, 0) end
        further[1] = { waiters = question.waiters }
    end
    return further
end

return questions
