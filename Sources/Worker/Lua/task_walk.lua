-- Walks tasks to their end, by time. Knows nothing of the network: pages come from a function.

local native, import = ...
local effects, tasks = import "effects", import "tasks"

local task_walk = {}

-- The service's largest page of tasks.
local FULL_PAGE = 1000

local function check_instant(operation, name, value)
    if math.type(value) == "integer" then return end
    effects.raise {
        kind = "invalid", operation = operation,
        message = ("%s is an instant in milliseconds, not %s"):format(name, tostring(value)),
        hint = "an argument declared as `date` is one; time.parse(\"2026-11-01\") makes one",
    }
end

-- The window of time of a walk: `to` is now where it is left out. Raises for what is no window.
function task_walk.window(operation, from, to)
    if to == nil then to = native.now() end
    check_instant(operation, "from", from)
    check_instant(operation, "to", to)
    if to < from then
        local iso = import("time").iso
        effects.raise {
            kind = "invalid", operation = operation,
            message = ("to (%s) lies before from (%s)"):format(iso(to), iso(from)),
        }
    end
    return from, to
end

-- Raises for a walk that cannot reach all tasks.
local function lost(format, ...)
    effects.raise {
        kind = "unavailable", operation = "task.list", message = format:format(...),
        hint = "other tasks of this time cannot be listed; ask for windows of less time",
    }
end

-- Sorts the entries of a page by time, those of one instant as they came.
local function ascending(page)
    table.sort(page, function(a, b)
        if a.created ~= b.created then return a.created < b.created end
        return a.position < b.position
    end)
    return page
end

-- Tasks from `from` up to, not including, `to`, each once, ascending.
--
-- `fetch(from, size)` gives a page: a list of { id=, created=, task= }. The service has no page numbers, so the walk moves
-- `from` on. Whether `from` is inclusive is open, so each page is asked from a millisecond before the last task of the one
-- before, and what is known already is dropped, as is what lies before the instant that was asked from. So only tasks from
-- that instant on need to be remembered. A page that brings nothing new is the end; a short one is not, because a service
-- may cut pages without a word. Within a page order does not matter, but a full page must hold the earliest tasks, or
-- those before it are never seen: one that runs backwards raises. `warn(text)` is told when more tasks share a millisecond than a page can hold,
-- `tell(count)` how many tasks a page brought.
function task_walk.each(fetch, options, warn, tell)
    local from, to = options.from, options.to
    local size = options.size or FULL_PAGE
    local known = {}
    local page, position = {}, 0
    local cursor = from - 1
    local crowded  -- the last millisecond that was warned of
    local coming = tasks.background(fetch, cursor, size)

    -- A full page of nothing new may hide others of the same millisecond. Answers whether to go on.
    local function move_on(received)
        if #received < size then return false end
        if size < FULL_PAGE then
            size = math.min(size * 4, FULL_PAGE)
            return true
        end
        local first, last = math.maxinteger, math.mininteger
        for _, entry in ipairs(received) do
            first, last = math.min(first, entry.created), math.max(last, entry.created)
        end
        if first < cursor then
            lost("the service does not move on: asked from %d, it answers tasks from %d", cursor, first)
        end
        if last ~= crowded then
            crowded = last
            warn(("more than %d tasks were created in the millisecond %d: not all can be listed"):format(size, last))
        end
        cursor = cursor + 1
        return cursor < to
    end

    -- Takes the next page in. Answers whether one may come after it.
    local function turn()
        local received = coming:wait()
        local last
        page, position = {}, 0
        for place, entry in ipairs(received) do
            local created = entry.created
            if created >= cursor and not known[entry.id] then
                known[entry.id] = created
                last = math.max(last or created, created)
                entry.position = place
                if created >= from and created < to then page[#page + 1] = entry end
            end
        end
        if #received >= size and received[1].created > received[#received].created then
            lost("the service answers tasks in descending order, of which a page holds only the last %d", #received)
        end
        ascending(page)
        if #page > 0 then tell(#page) end
        if not last then
            if not move_on(received) then return false end
        else
            if last >= to then return false end
            cursor = math.max(cursor, last - 1)
            for id, created in pairs(known) do
                if created < cursor then known[id] = nil end
            end
        end
        coming = tasks.background(fetch, cursor, size)
        return true
    end

    local ended = false
    return function()
        while true do
            position = position + 1
            local entry = page[position]
            if entry then return entry.task end
            if ended then return nil end
            ended = not turn()
        end
    end
end

return task_walk
