-- Walks lists to their end. Knows nothing of the network: pages come from a function.

local _, import = ...
local effects = import "effects"

local paging = {}

-- The service's largest page of tasks.
local FULL_PAGE = 1000

-- A page that is being fetched while the script works on the one before it.
local function ahead(fetch, ...)
    return import("async").background(fetch, ...)
end

-- Tasks from `from` up to, not including, `to`, each once, ascending.
--
-- `fetch(from, size)` gives a page. The service has no page numbers, so the walk moves `from` on. Whether `from` is
-- inclusive is open, so each page is asked from a millisecond before the last task of the one before, and what is known
-- already is dropped. Only tasks of that last millisecond or the one before it can come again: no others are remembered.
-- A page that brings nothing new is the end; a short one is not, because a service may cut pages without a word.
-- `warn(text)` is told when more tasks share a millisecond than a page can hold, `tell(count)` how many tasks a page
-- brought.
function paging.tasks(fetch, options, warn, tell)
    local from, to = options.from, options.to
    local size = options.size or FULL_PAGE
    local known = {}
    local page, position = {}, 0
    local cursor = from - 1
    local coming = ahead(fetch, cursor, size)

    -- Takes the next page in. Answers false when it holds nothing new.
    local function turn()
        local received = coming:wait()
        page, position = {}, 0
        local last
        for _, task in ipairs(received) do
            local created = task.attributes and task.attributes.createdTime
            if math.type(created) ~= "integer" then
                effects.raise { kind = "unavailable", message = ("task %s has no createdTime"):format(tostring(task.id)) }
            end
            if not known[task.id] then
                known[task.id] = created
                if created >= from and (not to or created < to) then page[#page + 1] = task end
                last = math.max(last or created, created)
            end
        end
        if #page > 0 then tell(#page) end
        if not last then
            if #received == 0 then return false end
            -- All of it is known. A full page of that kind may hide others of the same millisecond.
            if #received >= size and size < FULL_PAGE then
                size = math.min(size * 4, FULL_PAGE)
            elseif #received >= size then
                warn(("more than %d tasks were created in the millisecond %d: not all can be listed"):format(size, cursor + 1))
                cursor = cursor + 1
            else
                return false
            end
        else
            if to and last >= to then return true, true end
            cursor = last - 1
            for id, created in pairs(known) do
                if created < cursor then known[id] = nil end
            end
        end
        coming = ahead(fetch, cursor, size)
        return true
    end

    local ended = false
    return function()
        while true do
            position = position + 1
            local task = page[position]
            if task then return task end
            if ended then return nil end
            local more, last_page = turn()
            ended = not more or last_page or false
            if not more then
                page = {}
                return nil
            end
        end
    end
end

-- Objects of a list with page numbers. `fetch(number)` gives { data=, meta= }, or a bare list without a total.
function paging.numbered(fetch)
    local page, position, number = {}, 0, 0
    local ended = false
    local coming = ahead(fetch, 0)

    local function turn()
        local received = coming:wait()
        page, position = received.data or received, 0
        local total = received.meta and tonumber(received.meta.totalPages)
        number = number + 1
        -- The total decides where there is one; a bare list ends with an empty page, not with a short one.
        if total then ended = number >= total else ended = #page == 0 end
        if not ended then coming = ahead(fetch, number) end
    end

    return function()
        while true do
            position = position + 1
            local object = page[position]
            if object ~= nil then return object end
            if ended then return nil end
            turn()
        end
    end
end

return paging
