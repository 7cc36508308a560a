-- Walks tasks to their end, by time. Knows nothing of the network: pages come from a function.

local native, import = ...
local effects, tasks, halves = import "effects", import "tasks", import "task_halves"

local task_walk = {}

-- The service's largest page of tasks.
local FULL_PAGE = 1000

-- Milliseconds whose tasks cannot be listed, up to which a walk goes on.
local MOST_GAPS = 100

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

-- A walk in the order of time, of which a service may cut the pages.
local Walk = {}
Walk.__index = Walk

-- The answer for tasks after the instant `start` and before `stop`; nil where the service finds it too large.
function Walk:ask(start, stop, size)
    local ok, answer = pcall(self.fetch, start, size, stop)
    if ok then return answer end
    if halves.is_too_large(answer) then return nil end
    error(answer, 0)
end

-- The answer for tasks from `first` up to, not including, `stop`, as `task_halves` wants it.
function Walk:ask_window(first, stop)
    local received = self:ask(first - 1, stop, self.largest)
    if not received then return nil end
    local inside = { count = #received }
    for _, entry in ipairs(received) do
        local created = entry.created
        if created < first - 1 or created > stop then
            lost("the service was asked for tasks from %d to %d, and answers one of %d", first, stop, created)
        end
        if created >= first and created < stop then inside[#inside + 1] = entry end
    end
    return inside
end

-- Tells of a millisecond of which not all tasks can be listed.
function Walk:gap(instant, count)
    if instant == self.last_gap then return end
    self.last_gap, self.gaps = instant, self.gaps + 1
    local text = count and "more than %d tasks were created in the millisecond %d: not all can be listed"
        or "the service finds the tasks of the millisecond %d too many to list"
    local message = count and text:format(count, instant) or text:format(instant)
    if self.gaps > MOST_GAPS then lost("%s, nor those of %d other milliseconds", message, MOST_GAPS) end
    self.on_gap { from = instant, to = instant + 1, tasks = count, message = message }
end

-- Goes on with the window behind this one. Answers whether there is one.
function Walk:next_window()
    self.cursor = math.max(self.cursor, self.stop - 1)
    repeat
        self.stop = table.remove(self.waiting)
    until not self.stop or self.stop - 1 > self.cursor
    return self.stop ~= nil
end

-- Halves a window that the service finds too large, and where that cannot be done, the page. Answers whether to go on.
function Walk:narrow()
    local first = self.cursor + 1
    if self.stop - first > 1 then
        self.waiting[#self.waiting + 1] = self.stop
        self.stop = first + (self.stop - first) // 2
        return true
    end
    if self.size > 1 then
        self.refused = self.refused or { size = self.size, largest = self.largest }
        self.size = self.size // 2
        self.largest = self.size
        return true
    end
    -- It was not the size of the page.
    if self.refused then
        self.size, self.largest, self.refused = self.refused.size, self.refused.largest, nil
    end
    self:gap(first)
    return self:next_window()
end

-- What follows a page of nothing new: one that is full may hide others of its millisecond, and so may one that holds as
-- many as any page did. Answers whether to go on.
function Walk:move_on(received)
    if #received < self.size then
        local newest = received[#received]
        if #received < 2 or #received < self.most or newest.created <= self.cursor then return self:next_window() end
        self.probed, self.cursor = #received, newest.created
        return self.cursor + 1 < self.stop or self:next_window()
    end
    if self.size < self.largest then
        self.size = math.min(self.size * 4, self.largest)
        return true
    end
    local first, last = math.maxinteger, math.mininteger
    for _, entry in ipairs(received) do
        first, last = math.min(first, entry.created), math.max(last, entry.created)
    end
    if first < self.cursor then
        lost("the service does not move on: asked from %d, it answers tasks from %d", self.cursor, first)
    end
    self:gap(last, self.size)
    self.cursor = self.cursor + 1
    return self.cursor < self.stop or self:next_window()
end

-- Whether a page holds the earliest tasks of its window, as far as can be seen. Of one with a single instant nothing can,
-- so what lies before is asked for.
function Walk:is_earliest(received)
    if not halves.is_ascending(received) then return false end
    if self.has_order or #received < 2 then return true end
    local first = received[1].created
    self.has_order = first < received[#received].created
    if self.has_order or first <= self.cursor + 1 then return true end
    local older = self:ask_window(self.cursor + 1, first)
    return older ~= nil and #older == 0
end

-- The rest of the window, by halves.
function Walk:halve(received)
    local first, page = self.cursor + 1, nil
    if self.size == self.largest then
        page = { count = #received }
        for _, entry in ipairs(received) do
            if entry.created >= first and entry.created < self.stop then page[#page + 1] = entry end
        end
    end
    self.has_order = false
    self.halves = halves.each(function(start, stop) return self:ask_window(start, stop) end, first, self.stop,
        self.largest, page, function(instant, count) self:gap(instant, count) end)
end

-- Takes in what of a page is new. Answers the latest instant of it.
function Walk:take(received)
    local last, page = nil, {}
    for place, entry in ipairs(received) do
        local created = entry.created
        if created >= self.cursor and not self.known[entry.id] then
            self.known[entry.id] = created
            last = math.max(last or created, created)
            entry.position = place
            if created >= self.from and created < self.to then page[#page + 1] = entry end
        end
    end
    self.page, self.position = ascending(page), 0
    if #page > 0 then self.tell(#page) end
    return last
end

-- Forgets the tasks before the instant that is asked from next.
function Walk:forget()
    for id, created in pairs(self.known) do
        if created < self.cursor then self.known[id] = nil end
    end
end

-- Takes the next page in. Answers whether one may come after it.
function Walk:turn()
    if self.halves then
        local received = self.halves()
        if received then
            -- These windows have no task in common.
            self.known = {}
            self:take(received)
            return true
        end
        self.halves = nil
        if not self:next_window() then return false end
        self:forget()
    else
        local received = self.coming:wait()
        self.page, self.position = {}, 0
        local goes_on
        if not received then
            goes_on = self:narrow()
        elseif not self:is_earliest(received) then
            self:halve(received)
            return true
        else
            goes_on = self:after(received)
        end
        if not goes_on then return false end
    end
    self.coming = tasks.background(self.ask, self, self.cursor, self.stop, self.size)
    return true
end

-- Takes a page in order of time in. Answers whether to go on.
function Walk:after(received)
    self.refused = nil
    local probed, before = self.probed, self.cursor
    self.probed = nil
    self.most = math.max(self.most, #received)
    local last = self:take(received)
    if not last then return self:move_on(received) end
    -- The page before said that there was nothing more, and there was.
    if probed then self:gap(before, probed) end
    self.cursor = math.max(self.cursor, last - 1)
    local goes_on = last < self.stop or self:next_window()
    self:forget()
    return goes_on
end

-- Tasks from `from` up to, not including, `to`, each once, ascending.
--
-- `fetch(from, size, to)` gives a page: a list of { id=, created=, task= }. The service has no page numbers, so the walk
-- moves `from` on. Whether `from` is inclusive is open, so each page is asked from a millisecond before the last task of
-- the one before, and what is known already is dropped. So only tasks from that instant on need to be remembered. A page
-- that brings nothing new is the end; a short one is not, because a service may cut pages without a word. A page that is
-- not in the order of time may lack the earliest tasks, and a window may be too large for the service: both are asked
-- again in halves. `on_gap(gap)` is told of a millisecond with more tasks than can be listed, `tell(count)` how many tasks
-- a page brought.
function task_walk.each(fetch, options, on_gap, tell)
    local walk = setmetatable({
        fetch = fetch, on_gap = on_gap, tell = tell,
        from = options.from, to = options.to, stop = options.to, cursor = options.from - 1,
        size = options.size or FULL_PAGE, largest = FULL_PAGE,
        -- The ends of the windows behind this one, the next one last.
        waiting = {},
        -- Tasks that were taken in, with their instants.
        known = {},
        -- How many tasks the largest page had, and how many milliseconds are incomplete.
        most = 0, gaps = 0,
        page = {}, position = 0,
    }, Walk)
    walk.coming = tasks.background(walk.ask, walk, walk.cursor, walk.stop, walk.size)
    local ended = false
    return function()
        while true do
            walk.position = walk.position + 1
            local entry = walk.page[walk.position]
            if entry then return entry.task end
            if ended then return nil end
            ended = not walk:turn()
        end
    end
end

return task_walk
