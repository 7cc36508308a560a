-- Several things at a time: tasks, and loops that keep a number of them under way.

local native, import = ...
local effects, iterate = import "effects", import "sources"

local async = {}

local Task = {}
Task.__index = Task
Task.__name = "task"

local unheard = {}     -- tasks that failed and that nobody has waited for yet
local foreground = 0   -- tasks that the end of the script waits for
local finisher         -- the task that waits for them

local function wake_all(waiters)
    for i = 1, #waiters do native.wake(waiters[i]) end
end

local function cancelled()
    effects.raise { kind = "cancelled" }
end

local function run_task(task, fn, ...)
    if task.cancelled then fn = cancelled end
    task.outcome = table.pack(pcall(fn, ...))
    task.done = true
    wake_all(task.waiters)
    if task.on_end then task.on_end(task) end
    if task.background then return end
    if not task.outcome[1] and not task.cancelled and not task.heard then unheard[task] = true end
    foreground = foreground - 1
    if foreground == 0 and finisher then native.wake(finisher) end
end

-- A task that is started at once, but runs first when the caller waits.
local function start(on_end, fn, ...)
    local task = setmetatable({ waiters = {}, on_end = on_end }, Task)
    foreground = foreground + 1
    task.id = native.spawn(run_task, task, fn, ...)
    return task
end

function Task:wait()
    while not self.done do
        self.waiters[#self.waiters + 1] = native.task()
        effects.park()
    end
    self.heard = true
    unheard[self] = nil
    local outcome = self.outcome
    if not outcome[1] then effects.raise_again(outcome[2]) end
    return table.unpack(outcome, 2, outcome.n)
end

function Task:cancel()
    if self.done then return end
    self.cancelled = true
    native.cancel(self.id)
end

function async.spawn(fn, ...)
    if type(fn) ~= "function" then effects.invalid("async.spawn takes a function, not a %s", type(fn)) end
    return start(nil, fn, ...)
end

-- A task that the end of the script need not wait for: it only fetches ahead.
function async.background(fn, ...)
    local task = start(nil, fn, ...)
    task.background = true
    foreground = foreground - 1
    return task
end

-- Runs `each_one(item, index)` for all items, `concurrency` at a time. The first error cancels the others.
local function run_all(taker, source, options, each_one)
    local limit = options.concurrency or 16
    if math.type(limit) ~= "integer" or limit < 1 then
        effects.invalid("%s: concurrency is a whole number from 1, not %s", taker, tostring(limit))
    end
    local running, under_way, ended, failed, failure = {}, 0, 0, false, nil
    local sleeper
    local function on_end(task)
        running[task] = nil
        under_way = under_way - 1
        ended = ended + 1
        task.heard = true
        if not task.outcome[1] then
            if not failed then
                failed, failure = true, task.outcome[2]
                for other in pairs(running) do other:cancel() end
            end
        end
        if options.progress then
            native.notice("progress", { label = options.progress, done = ended })
        end
        if sleeper then
            local task_id = sleeper
            sleeper = nil
            native.wake(task_id)
        end
    end
    local function wait_while(condition)
        while condition() do
            sleeper = native.task()
            effects.park()
        end
    end
    local index = 0
    local ok, problem = pcall(function()
        for item in iterate(taker, source) do
            if failed then break end
            index = index + 1
            running[start(on_end, each_one, item, index)] = true
            under_way = under_way + 1
            wait_while(function() return under_way >= limit and not failed end)
            if failed then break end
        end
    end)
    if not ok and not failed then
        failed, failure = true, problem
        for other in pairs(running) do other:cancel() end
    end
    wait_while(function() return under_way > 0 end)
    if failed then effects.raise_again(failure) end
    return index
end

-- async.each(source, [options,] fn): the shared reading of its arguments.
local function arguments(taker, source, options, fn)
    if fn == nil then options, fn = {}, options end
    if type(options) ~= "table" then effects.invalid("%s: options are a table, not a %s", taker, type(options)) end
    if type(fn) ~= "function" then effects.invalid("%s takes a function last, not a %s", taker, type(fn)) end
    return source, options, fn
end

function async.each(source, options, fn)
    source, options, fn = arguments("async.each", source, options, fn)
    return run_all("async.each", source, options, fn)
end

function async.map(source, options, fn)
    source, options, fn = arguments("async.map", source, options, fn)
    local results = {}
    local count = run_all("async.map", source, options, function(item, index)
        results[index] = fn(item, index)
    end)
    for i = 1, count do
        if results[i] == nil then results[i] = native.json_null end
    end
    return results
end

function async.all(...)
    local functions = table.pack(...)
    for i = 1, functions.n do
        if type(functions[i]) ~= "function" then
            effects.invalid("async.all takes functions; number %d is a %s", i, type(functions[i]))
        end
    end
    local results = {}
    run_all("async.all", functions, { concurrency = math.max(functions.n, 1) }, function(fn, index)
        results[index] = fn()
    end)
    return table.unpack(results, 1, functions.n)
end

function async.sleep(duration)
    effects.ask("async.sleep", "sleep", { milliseconds = import("time").duration(duration) })
end

function async.timeout(duration, fn)
    local milliseconds = import("time").duration(duration)
    if type(fn) ~= "function" then effects.invalid("async.timeout takes a function, not a %s", type(fn)) end
    local work, timer
    local first
    local waiter = native.task()
    local function ended(task)
        task.heard = true
        if first then return end
        first = task
        native.wake(waiter)
    end
    work = start(ended, fn)
    timer = start(ended, effects.ask, "async.timeout", "sleep", { milliseconds = milliseconds })
    local ok, problem = pcall(function()
        while not first do effects.park() end
    end)
    if not ok then
        work:cancel()
        timer:cancel()
        error(problem, 0)
    end
    if first == timer and not work.done then
        work:cancel()
        effects.raise { kind = "timeout", message = ("took longer than %s"):format(tostring(duration)) }
    end
    timer:cancel()
    return work:wait()
end

-- Waits for what was spawned and is still running, then raises what nobody has heard of.
function async.finish()
    finisher = native.task()
    while foreground > 0 do effects.park() end
    local task = next(unheard)
    if task then error(task.outcome[2], 0) end
end

async.channel = import "channel"

return async
