-- The rows and steps that the running coroutine is within, as a scope. A task has one, and its coroutines with it; one that
-- has begun a step has another of its own, so that where it yields within the step, nobody else is in it.

local native = ...

local here = {}

local entered = setmetatable({}, { __mode = "k" })

-- The scope of the running coroutine itself; nil where that of its task is its scope.
function here.own() return entered[(coroutine.running())] end

function here.scope() return here.own() or native.scope() end

-- Gives the running coroutine a scope of its own, or none for nil; answers what it had before.
function here.enter(scope)
    local running = coroutine.running()
    local before = entered[running]
    entered[running] = scope
    return before
end

return here
