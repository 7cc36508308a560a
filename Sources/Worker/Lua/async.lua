-- Several things at a time, for scripts.

local native, import = ...
local effects, near, tasks = import "effects", import "near", import "tasks"

local async = {}

function async.spawn(fn, ...)
    if type(fn) ~= "function" then effects.invalid("async.spawn takes a function, not a %s", type(fn)) end
    return tasks.start(nil, fn, ...)
end

-- async.each(source, [options,] fn): the shared reading of its arguments.
local function arguments(taker, source, options, fn)
    if fn == nil then options, fn = {}, options end
    if type(fn) ~= "function" then effects.invalid("%s takes a function last, not a %s", taker, type(fn)) end
    return source, near.options(taker, options, { "concurrency", "progress" }), fn
end

function async.each(source, options, fn)
    source, options, fn = arguments("async.each", source, options, fn)
    return tasks.run_all("async.each", source, options, fn)
end

function async.map(source, options, fn)
    source, options, fn = arguments("async.map", source, options, fn)
    local results = {}
    local count = tasks.run_all("async.map", source, options, function(item, index)
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
    tasks.run_all("async.all", functions, { concurrency = math.max(functions.n, 1) }, function(fn, index)
        results[index] = fn()
    end)
    return table.unpack(results, 1, functions.n)
end

function async.sleep(duration)
    effects.sleep("async.sleep", import("time").duration(duration))
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
    work = tasks.start(ended, fn)
    timer = tasks.start(ended, effects.sleep, "async.timeout", milliseconds)
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

async.channel = import "channel"

return async
