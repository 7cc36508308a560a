-- Walks lists to their end, whatever their pages are asked by. Knows nothing of the network: pages come from a function.

local native, import = ...
local effects, answers, tasks = import "effects", import "answers", import "tasks"

local paging = {}

-- Each style of the service is a function of the walk so far, the list of a page, the body and the head of its answer. It
-- gives the parameters of the next page, or the address to follow; nothing at the end.
local styles = {}

-- How many objects the service's own page had: what a plan adds to one, or leaves out, is nothing the service counts.
local function count_of(list, head) return head.came and head.came.count or #list end

-- A list that has no pages is answered whole each time: then what was just answered is told already. Objects without ids
-- are known by all that the page has: the first of two pages may well be alike.
local function repeats(walk, list, head)
    local first = head.came and head.came.first
        or type(list[1]) == "table" and answers.text(list[1].id) or native.json_encode(list)
    local again = first ~= nil and first == walk.first
    walk.first, walk.again = first, again
    return again
end

-- Numbers from 0. The total decides where there is one. A bare list ends with an empty page, not with a short one, because
-- a size above the service's limit is cut without a word.
function styles.page(walk, list, body, head)
    walk.number = (walk.number or 0) + 1
    local total = answers.integer(answers.object(body.meta).totalPages)
    if total then
        if walk.number >= total then return nil end
    elseif body.rel == "last" or count_of(list, head) == 0 or repeats(walk, list, head) then
        return nil
    end
    return { page = walk.number }
end

styles.flow_page = styles.page

-- The address of the next page, as the service gives it.
function styles.link(_, _, _, head)
    return nil, head.next
end

-- A position that goes on by as many as there were, up to a total if the answer has one.
local function positions(first, parameter, total_of)
    return function(walk, list, body, head)
        if head.next then return nil, head.next end
        local count = count_of(list, head)
        local position = (walk.position or first) + count
        walk.position = position
        local total = answers.integer(head.came and head.came.total or total_of(body))
        if count == 0 or walk.linked or (total and position >= total + first) then return nil end
        if not total and repeats(walk, list, head) then return nil end
        return { [parameter] = position }
    end
end

styles.scim = positions(1, "startIndex", function(body) return body.totalResults end)
styles.offset = positions(0, "offset", function(body) return body.total end)
styles.start = positions(0, "start", function(body) return body.total end)

-- A mark that the service gives, in an address or by itself.
function styles.next(_, list, body, head)
    if head.next then return nil, head.next end
    local mark = answers.text(body.next)
    return mark and count_of(list, head) > 0 and { next = mark } or nil
end

-- The parameter that asks for one page alone.
local POSITIONS = {
    page = "page", flow_page = "page", scim = "startIndex", offset = "offset", start = "start", next = "next",
}

-- The objects of a list, of all its pages. The next page is on its way while one is worked on.
--
-- `fetch(extra, address)` gives the list of a page with the body and the head of its answer: of the first page, or with
-- parameters added, or at an address. Where `parameters` ask for one page, it is that page alone; with `most` it is as many
-- pages at most.
function paging.each(fetch, parameters, most)
    local walk, turned = {}, 0
    local page, position, ended = {}, 0, false
    local coming = tasks.background(fetch)

    -- What asks for the page behind this one, if there is one.
    local function following(list, body, head)
        local style = head.paging
        if not style or (parameters and parameters[POSITIONS[style]] ~= nil) then return nil end
        if not styles[style] then
            effects.raise { kind = "unavailable", message = ("pages of the style %s cannot be walked"):format(style) }
        end
        return styles[style](walk, list, body, head)
    end

    local function turn()
        local list, body, head = coming:wait()
        local extra, address = following(list, body, head)
        page, position = walk.again and {} or list, 0
        walk.linked = address ~= nil
        turned = turned + 1
        ended = (not extra and not address) or turned == most
        if not ended then coming = tasks.background(fetch, extra, address) end
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
