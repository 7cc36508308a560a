-- What many coroutines need is fetched by the first that asks for it; the others wait, and all get the same. A failure is
-- remembered as well: where a list cannot be had, a thousand rows need not each find it out.

local _, import = ...
local tasks = import "tasks"

return function(fetch)
    local task
    return function()
        task = task or tasks.shared(fetch)
        return task:wait()
    end
end
