-- Tasks: coroutines that the loop runs, those who wait for them, and loops that keep a number of them under way.

local native, import = ...
local effects, iterate, here = import "effects", import "sources", import "here"

local tasks = {}

local Task = {}
Task.__index = Task
Task.__name = "task"

local unheard = {}     -- tasks that failed and that nobody has waited for yet
local foreground = 0   -- tasks that the end of the script waits for
local unfinished = {}  -- those of all tasks that have not ended
local finisher         -- the task that waits for them

local function wake_all(waiters)
    for i = 1, #waiters do native.wake(waiters[i]) end
end

local function cancelled()
    effects.raise { kind = "cancelled" }
end

-- `scope` is that of the coroutine that started it, where that is not the scope of its task.
local function run_task(task, scope, fn, ...)
    if scope then native.scope(scope) end
    if task.cancelled then fn = cancelled end
    task.outcome = table.pack(pcall(fn, ...))
    task.done = true
    unfinished[task] = nil
    wake_all(task.waiters)
    if task.on_end then task.on_end(task) end
    if task.background then return end
    if not task.outcome[1] and not task.cancelled and not task.heard then unheard[task] = true end
    foreground = foreground - 1
    if foreground == 0 and finisher then native.wake(finisher) end
end

-- A task that is started at once, but runs first when the caller waits.
function tasks.start(on_end, fn, ...)
    local task = setmetatable({ waiters = {}, on_end = on_end }, Task)
    foreground = foreground + 1
    unfinished[task] = true
    task.id = native.spawn(run_task, task, here.own(), fn, ...)
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

-- A task that the end of the script need not wait for: it only fetches ahead.
function tasks.background(fn, ...)
    local task = tasks.start(nil, fn, ...)
    task.background = true
    foreground = foreground - 1
    return task
end

-- The same for what is done for several coroutines at once: it is within no row or step of any of them.
function tasks.shared(fn, ...)
    return tasks.background(function(...)
        native.scope("")
        return fn(...)
    end, ...)
end

-- Runs `each_one(item, index)` for all items, `concurrency` at a time. The first error cancels the others, after
-- `options.on_cancel()` was told.
function tasks.run_all(taker, source, options, each_one)
    local limit = options.concurrency or 16
    if math.type(limit) ~= "integer" or limit < 1 then
        effects.invalid("%s: concurrency is a whole number from 1, not %s", taker, tostring(limit))
    end
    local running, under_way, ended, failed, failure = {}, 0, 0, false, nil
    local sleeper
    local function fail(problem)
        failed, failure = true, problem
        if options.on_cancel then options.on_cancel() end
        for other in pairs(running) do other:cancel() end
    end
    local function on_end(task)
        running[task] = nil
        under_way = under_way - 1
        ended = ended + 1
        task.heard = true
        if not task.outcome[1] and not failed then fail(task.outcome[2]) end
        if options.progress then
            effects.tell("progress", { label = options.progress, done = ended })
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
            running[tasks.start(on_end, each_one, item, index)] = true
            under_way = under_way + 1
            wait_while(function() return under_way >= limit and not failed end)
            if failed then break end
        end
    end)
    if not ok and not failed then fail(problem) end
    wait_while(function() return under_way > 0 end)
    if failed then effects.raise_again(failure) end
    return index
end

-- Waits for what was spawned and is still running, then raises what nobody has heard of.
function tasks.finish()
    finisher = native.task()
    while foreground > 0 do effects.park() end
    finisher = nil
    local task = next(unheard)
    unheard = {}
    if task then error(task.outcome[2], 0) end
end

-- Ends what was started and is still running, but for what several coroutines share.
function tasks.cancel_all()
    for task in pairs(unfinished) do
        if not task.background then task:cancel() end
    end
end

return tasks
