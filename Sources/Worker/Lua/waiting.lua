-- Objects that are not there yet: all coroutines that wait for one of a resource share the requests of each round.

local native, import, facts = ...
local effects, near, tasks, item_errors = import "effects", import "near", import "tasks", import "item_errors"
local filters, finding, time, questions = import "filters", import "finding", import "time", import "questions"

-- Requests of one round under way at once.
local AT_ONCE = 4

local OPTIONS = { "timeout", "every" }
local TIMEOUT, EVERY = "30m", "10s"

-- Asks one question of a round, and what is to be asked behind it. A problem is that of its own waiters, and only of those
-- whose object was not found.
local function settle(watch, question)
    local ok, further = pcall(questions.ask, watch, question)
    for _, waiter in ipairs(question.waiters) do
        if waiter.found then
            local read, object = pcall(finding.whole, watch.resource, watch.ids, waiter.found)
            waiter.found = read and object or nil
            if not read then waiter.problem = item_errors.copy(object) end
        elseif not ok then
            waiter.problem = item_errors.copy(further)
        end
    end
    if not ok then return end
    tasks.run_all(watch.name, further, { concurrency = AT_ONCE }, function(next_one) settle(watch, next_one) end)
end

-- Those whose look is due, and those for whom it soon would be: many with rhythms of their own fall into step.
local function take_due(watch)
    local due, others = {}, {}
    for _, waiter in ipairs(watch.waiting) do
        table.insert(waiter.rest <= waiter.every // 2 and due or others, waiter)
    end
    watch.waiting = others
    return due
end

-- Looks once for all that are due, and tells those that are done with.
local function round(watch)
    local asked = take_due(watch)
    local ok, problem = pcall(function()
        local list = questions.of(watch.resource, asked)
        tasks.run_all(watch.name, list, { concurrency = AT_ONCE }, function(question) settle(watch, question) end)
    end)
    local now = native.now()
    for _, waiter in ipairs(asked) do
        if not ok and not waiter.found then waiter.problem = item_errors.copy(problem) end
        waiter.done = waiter.found or waiter.problem or waiter.once or waiter.left_over <= 0 or now >= waiter.deadline
        waiter.rest = math.min(waiter.every, waiter.left_over)
        -- Of one that has left nobody wants to know any more.
        if not waiter.left then
            if waiter.done then native.wake(waiter.task) else table.insert(watch.waiting, waiter) end
        end
    end
end

-- Waits until the next look is due for one of those that wait, or somebody new comes, who is looked for at once.
local function rest(watch)
    local resting = table.move(watch.waiting, 1, #watch.waiting, 1, {})
    local pause = math.maxinteger
    for _, waiter in ipairs(resting) do pause = math.min(pause, waiter.rest) end
    if pause <= 0 then return end
    local since = native.now()
    local sleep = tasks.background(effects.sleep, watch.name, pause)
    watch.sleep = sleep
    local ok, problem = pcall(sleep.wait, sleep)
    watch.sleep = nil
    if not ok and not sleep.cancelled then error(problem, 0) end
    local passed = ok and pause or math.max(0, math.min(pause, native.now() - since))
    for _, waiter in ipairs(resting) do
        waiter.rest, waiter.left_over = waiter.rest - passed, waiter.left_over - passed
    end
end

-- Looks for what is waited for, round by round, as long as somebody waits. Those who come while a round is under way share
-- the next one, which is at once.
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

-- Begins to look for a waiter, or wakes what rests until others are to be looked for.
local function start(watch)
    if not watch.running then
        watch.running = true
        tasks.shared(run, watch)
    elseif watch.sleep then
        watch.sleep:cancel()
        watch.sleep = nil
    end
end

local watches = {}

-- Has a waiter looked for, round by round, until it is done with; its object, or nil. `of` is { resource=, each=, ids= }.
local function await(name, of, waiter)
    waiter.task = native.task()
    -- Until the next look.
    waiter.rest = 0
    waiter.deadline = native.now() + waiter.left_over
    filters.check(of.resource, name, waiter.fields)
    local place = table.concat({ of.resource.name, table.unpack(of.ids) }, "\0")
    local watch = watches[place]
        or { name = name, resource = of.resource, each = of.each, ids = of.ids, waiting = {} }
    watches[place] = watch
    table.insert(watch.waiting, waiter)
    start(watch)
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
    return waiter.found
end

local waiting = {}

-- Looks once for an object with the fields of `where`, whole or nil; all who look at once share the requests.
function waiting.look(resource, each, ids, where, name)
    return await(name, { resource = resource, each = each, ids = ids }, {
        where = where, fields = filters.fields(name, where), every = 0, left_over = 0, once = true,
    })
end

-- Waits for an object with the fields of `where`, and gives it whole. options: timeout, every.
function waiting.wait_for(resource, each, ids, where, options)
    local name = resource.name .. ".wait_for"
    options = near.options(name, options, OPTIONS)
    local timeout, every = time.duration(options.timeout or TIMEOUT), time.duration(options.every or EVERY)
    if every < 1 then effects.invalid("%s: every is a duration of a millisecond or more", name) end
    -- A plan does not wait: what is not there is taken to come, and the plan counts on it.
    local planning = facts.planning
    local waiter = {
        where = where, fields = filters.fields(name, where), every = every, once = planning,
        -- Of the time that it waits at most, as far as that was slept.
        left_over = timeout,
    }
    local found = await(name, { resource = resource, each = each, ids = ids }, waiter)
    if found then return found end
    if planning then
        local _, expected =
            effects.ask(name, "expect", { resource = resource.name, ids = native.json_list(ids), where = where })
        return expected
    end
    effects.raise {
        kind = "timeout", operation = name,
        message = ("there is still no %s with %s after %s"):format(
            resource.name, filters.described(where, waiter.fields), tostring(options.timeout or TIMEOUT)),
    }
end

return waiting
