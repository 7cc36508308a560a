-- Windows of tasks that may have been cut short, asked again in halves until nothing can be missing.

local _, import = ...
local tasks = import "tasks"

local task_halves = {}

-- What a service says of an answer that it finds too large to give.
function task_halves.is_too_large(problem)
    if type(problem) ~= "table" then return false end
    if problem.status == 413 then return true end
    local message = problem.status == 503 and type(problem.message) == "string" and problem.message:lower()
    return message and message:find("too large", 1, true) ~= nil
end

-- Whether a page is in the order of time.
function task_halves.is_ascending(received)
    for place = 2, #received do
        if received[place].created < received[place - 1].created then return false end
    end
    return true
end

-- The tasks of a window whose service answers in another order than by time, a list of entries a turn, in the order of the
-- windows. Nil at the end.
--
-- `ask(first, stop)` gives what the service answers for the instants from `first` up to, not including, `stop`: a list,
-- and as its `count` how many the service answered; nil where that is too much for it. `size` is what a page can hold at
-- most, and `page` the answer for the whole window, where it is known. A page is taken for whole when it holds fewer
-- tasks than one that is known to be whole, or when its halves, each smaller than itself, hold nothing that it lacks. Else
-- its halves take its place. `gap(instant, count)` is told of a millisecond that cannot be halved and may hold more.
function task_halves.each(ask, first, stop, size, page, gap)
    local waiting = { { first = first, stop = stop, page = page } }
    local whole, cut = 0, math.maxinteger

    local function is_full(received) return received.count >= math.min(size, cut) end

    -- Where a window is halved: its middle, or, where nothing says that it is full, the middle of what is known of it.
    local function middle(window)
        local received = window.page
        local half = window.first + (window.stop - window.first) // 2
        if not received or #received == 0 or is_full(received) then return half end
        local times = {}
        for place, entry in ipairs(received) do times[place] = entry.created end
        table.sort(times)
        local point = times[#times // 2 + 1]
        if point <= window.first then point = window.first + 1 end
        return math.min(point, window.stop - 1)
    end

    -- Learns from the halves of a page how many tasks a page can hold. Answers whether the page was whole.
    local function learn(received, halves)
        if not received then return false end
        local known, grew = {}, false
        for _, entry in ipairs(received) do known[entry.id] = true end
        for _, half in ipairs(halves) do
            if not half.page then return false end
            for _, entry in ipairs(half.page) do grew = grew or not known[entry.id] end
        end
        if grew then
            cut = math.min(cut, received.count)
            return false
        end
        if math.max(halves[1].page.count, halves[2].page.count) >= received.count then return false end
        whole = math.max(whole, received.count)
        return true
    end

    return function()
        while true do
            local window = table.remove(waiting)
            if not window then return nil end
            local received = window.page
            if received and (received.count == 0 or received.count < whole and not is_full(received)) then
                if #received > 0 then return received end
            elseif window.stop - window.first <= 1 then
                if not received or is_full(received) then gap(window.first, received and received.count) end
                if received then return received end
            else
                local point = middle(window)
                local older = tasks.background(ask, window.first, point)
                local newer = tasks.background(ask, point, window.stop)
                local halves = {
                    { first = window.first, stop = point, page = older:wait() },
                    { first = point, stop = window.stop, page = newer:wait() },
                }
                if learn(received, halves) then return received end
                waiting[#waiting + 1], waiting[#waiting + 2] = halves[2], halves[1]
            end
        end
    end
end

return task_halves
