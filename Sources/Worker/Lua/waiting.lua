-- Objects that are not there yet: all coroutines that wait for one of a resource share the requests of each round.

local native, import = ...
local effects, near, tasks, item_errors = import "effects", import "near", import "tasks", import "item_errors"
local filters, finding, time = import "filters", import "finding", import "time"

-- What one filter asks for at most, so that its address stays short enough for every proxy.
local MOST_SEARCHES, MOST_BYTES = 100, 3000
-- Requests of one round under way at once.
local AT_ONCE = 4

local OPTIONS = { "timeout", "every" }
local TIMEOUT, EVERY = "30m", "10s"

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

-- What a round asks: { parameters=, waiters=, judged= } each. Where the list has no filter, each waiter has a request of its
-- own, or all look through the whole list together.
local function questions(resource, waiters)
    local list, walkers = {}, {}
    for _, group in ipairs(alike(waiters)) do
        local fields = group[1].fields
        if filters.can_share(resource, fields) and not finding.is_refused(resource, fields) then
            for _, portion in ipairs(portions(group)) do
                local searches = {}
                for i, waiter in ipairs(portion) do searches[i] = waiter.where end
                list[#list + 1] = { parameters = { filter = filters.any(resource, searches, fields) }, waiters = portion }
            end
        else
            for _, waiter in ipairs(group) do
                local parameters, judged = filters.one(resource, waiter.where, fields)
                if parameters and not parameters.filter then
                    list[#list + 1] = { parameters = parameters, waiters = { waiter }, judged = judged }
                else
                    walkers[#walkers + 1] = waiter
                end
            end
        end
    end
    if #walkers > 0 then list[#list + 1] = { waiters = walkers } end
    return list
end

-- Gives each waiter whose object is there now what it waits for.
local function look(watch, question)
    local ok, problem = pcall(function()
        for object in watch.each(watch.ids, question.parameters) do
            for _, waiter in ipairs(question.waiters) do
                if not waiter.found and filters.fits(object, waiter.where, question.judged) then waiter.found = object end
            end
        end
    end)
    if not ok then
        local fields = question.waiters[1].fields
        if not question.parameters or not finding.refuses(watch.resource, fields, problem) then error(problem, 0) end
        return look(watch, { waiters = question.waiters })
    end
    for _, waiter in ipairs(question.waiters) do
        if waiter.found then waiter.found = finding.whole(watch.resource, watch.ids, waiter.found) end
    end
end

-- Looks once for all that wait, and tells those that are done with.
local function round(watch)
    local asked = watch.waiting
    watch.waiting = {}
    local ok, problem = pcall(function()
        local list = questions(watch.resource, asked)
        tasks.run_all(watch.name, list, { concurrency = AT_ONCE }, function(question) look(watch, question) end)
    end)
    local now = native.now()
    for _, waiter in ipairs(asked) do
        if not ok then waiter.problem = item_errors.copy(problem) end
        waiter.done = waiter.found or waiter.problem or waiter.slept >= waiter.timeout or now >= waiter.deadline
        -- Of one that has left nobody wants to know any more.
        if not waiter.left then
            if waiter.done then native.wake(waiter.task) else table.insert(watch.waiting, waiter) end
        end
    end
end

-- Waits until the next round is due for one of those that wait.
local function rest(watch)
    local pause = math.maxinteger
    for _, waiter in ipairs(watch.waiting) do
        pause = math.min(pause, waiter.every, math.max(waiter.timeout - waiter.slept, 0))
    end
    for _, waiter in ipairs(watch.waiting) do waiter.slept = waiter.slept + pause end
    effects.ask(watch.name, "sleep", { milliseconds = pause })
end

-- Looks for what is waited for, round by round, as long as somebody waits. Those who come between two rounds share the
-- next one.
local function run(watch)
    local ok, problem = pcall(function()
        while #watch.waiting > 0 do
            native.idle()
            round(watch)
            if #watch.waiting > 0 then rest(watch) end
        end
    end)
    watch.running = false
    for _, waiter in ipairs(ok and {} or watch.waiting) do
        waiter.done, waiter.problem = true, item_errors.copy(problem)
        native.wake(waiter.task)
    end
end

local watches = {}

-- Waits for an object with the fields of `where`, and gives it whole. options: timeout, every.
return function(resource, each, ids, where, options)
    local name = resource.name .. ".wait_for"
    options = near.options(name, options, OPTIONS)
    local timeout, every = time.duration(options.timeout or TIMEOUT), time.duration(options.every or EVERY)
    if every < 1 then effects.invalid("%s: every is a duration of a millisecond or more", name) end
    local waiter = {
        where = where, fields = filters.fields(name, where), every = every, timeout = timeout, slept = 0,
        deadline = native.now() + timeout, task = native.task(),
    }
    filters.check(resource, name, waiter.fields)
    local place = table.concat({ resource.name, table.unpack(ids) }, "\0")
    local watch = watches[place] or { name = name, resource = resource, each = each, ids = ids, waiting = {} }
    watches[place] = watch
    table.insert(watch.waiting, waiter)
    if not watch.running then
        watch.running = true
        tasks.background(run, watch)
    end
    local ok, problem = pcall(function()
        while not waiter.done do effects.park() end
    end)
    if not ok then
        waiter.left = true
        for i = #watch.waiting, 1, -1 do
            if watch.waiting[i] == waiter then table.remove(watch.waiting, i) end
        end
        error(problem, 0)
    end
    if waiter.problem then effects.raise_again(waiter.problem) end
    if waiter.found then return waiter.found end
    effects.raise {
        kind = "timeout", operation = name,
        message = ("there is still no %s with %s after %s"):format(
            resource.name, filters.described(where, waiter.fields), tostring(options.timeout or TIMEOUT)),
    }
end
