-- Carries a plan out: each object is read again first, and what is as it was is changed as the plan says. What can be done at
-- once is, in requests for many where the API has them; a change waits for those it stands on.

local native, import, facts = ...
local effects, tasks, calls, bulk = import "effects", import "tasks", import "calls", import "bulk"
local new_gatherer, placeholders, once = import "gathering", import "placeholders", import "once"

-- Changes under way or waiting at once, and how many must have ended before further ones begin: they come together, so that
-- many share a request.
local WINDOW, REFILL = 2000, 500
-- Objects that one request reads.
local READ_AT_ONCE = 60
-- Changes begun and not ended at most, where some that fail are to keep others from being begun.
local MAY_FAIL = 100

local application = facts.application

-- What became of changes: "done" or why not; those who wait for one; and what keeps further ones from being begun.
local statuses, waiters, stop = {}, {}, nil
local not_made = 0

-- What is raised in the end: what every further change would meet too.
local final

local function tell(change, outcome)
    outcome.number, outcome.unsent = change.number, nil
    statuses[change.number] = outcome.status
    effects.tell("change", outcome)
    for _, task in ipairs(waiters[change.number] or {}) do native.wake(task) end
    waiters[change.number] = nil
end

local function wait_for(number)
    while not statuses[number] do
        waiters[number] = waiters[number] or {}
        table.insert(waiters[number], native.task())
        effects.park()
    end
    return statuses[number]
end

-- Remembers the ids of what a change has made.
local function learn(change, id)
    if not id or not change.makes then return end
    if change.makes.id then placeholders.learn(change.makes.id, id) end
    if change.makes.uuid then placeholders.learn(change.makes.uuid, placeholders.uuid(id)) end
end

-- Objects that come to be without a change of the plan's own, by what stands for their ids.
local expected = {}

local function expect(placeholder)
    expected[placeholder] = expected[placeholder] or once(function()
        local object = effects.ask("apply", "plan_expected", { id = placeholder })
        local resource = { name = object.resource, module = object.module }
        local function walk(...) return import "walking"(resource, ...) end
        local found = import "waiting".wait_for(resource, walk, object.ids, object.fields, { timeout = application.wait })
        placeholders.learn(placeholder, found.id)
    end)
    expected[placeholder]()
end

-- Those who gather what one request reads, by place.
local readers = {}

local function reader_of(place)
    readers[place] = readers[place] or new_gatherer(READ_AT_ONCE, function(batch)
        local numbers = {}
        for i, entry in ipairs(batch) do numbers[i] = entry.number end
        local answer = effects.ask("apply", "plan_check", { numbers = native.json_list(numbers) })
        for i, entry in ipairs(batch) do entry.answer = answer.states[i] end
    end)
    return readers[place]
end

-- Those who gather what one request changes.
local sharers = {}

local function sharer_of(change)
    local key = table.concat({ change.resource, change.shared, change.request_action, tostring(change.strict),
        table.unpack(change.parent) }, "\0")
    if not sharers[key] then
        local options = nil
        if change.strict == false then options = { strict = false } end
        local request = {
            resource = { name = change.resource, module = change.module }, verb = change.shared, ids = change.parent,
            action = change.request_action, options = options,
        }
        sharers[key] = new_gatherer(bulk.FULL, function(batch) bulk.send(request, batch, 1, #batch) end)
    end
    return sharers[key]
end

local function shared(change)
    local item = change.body or {}
    if change.item then item.id = change.item end
    change.entry = { id = change.item, item = item }
    return sharer_of(change):hand_in(change.entry).id
end

local function single(change)
    local list = table.move(change.ids, 1, #change.ids, 1, {})
    local options = change.options or {}
    if change.has_body then
        options.query = change.query
        list[#list + 1] = change.body == nil and {} or change.body
    else
        list[#list + 1] = change.query or {}
    end
    if next(options) ~= nil then list[#list + 1] = options end
    return (calls.send({ name = change.resource, module = change.module }, change.verb, list))
end

local function raw(change)
    return calls.request(change.module .. ".request", {
        method = change.method, path = change.path, query = change.query, body = change.body, base = change.module,
        options = change.options,
    })
end

-- Sends a change, and gives the id of what it made, if it makes something.
local function send(change)
    if change.shared then return shared(change) end
    local answer
    if change.method then answer = raw(change) else answer = single(change) end
    if type(answer) ~= "table" then return nil end
    -- Some answers hold the object beside what the service says of it.
    local object = answer.id == nil and type(answer.data) == "table" and answer.data or answer
    return type(object.id) == "string" and object.id or nil
end

-- Puts ids in the places of what stands for them; gives what stands for one that nobody knows.
local function resolve(change)
    for _, placeholder in ipairs(change.awaits or {}) do expect(placeholder) end
    for _, placeholder in ipairs(change.needs or {}) do
        if not placeholders.id(placeholder) then return placeholder end
    end
    if change.needs then
        for _, part in ipairs { "ids", "parent", "item", "query", "body", "path" } do
            if change[part] ~= nil then change[part] = placeholders.resolve(change[part], change.needs) end
        end
    end
end

local function failed(problem)
    return {
        status = effects.text_field(problem, "kind") == "in_doubt" and "in_doubt" or "failed",
        reason = effects.readable(effects.describe(problem)),
        tracking_id = effects.text_field(problem, "tracking_id"),
    }
end

-- Statuses by which the service has done nothing of a request, and kinds of what was never sent: the host gives back what
-- was permitted for such.
local NOTHING_DONE = { [400] = true, [413] = true, [422] = true }
local NOT_SENT = { invalid = true, denied = true, forbidden = true }

-- Whether a change that failed counts for none of those that may be made.
local function counts_for_none(change, problem)
    if type(problem) ~= "table" or change.entry and not change.entry.whole then return false end
    local status = rawget(problem, "status")
    if status then return NOTHING_DONE[status] == true end
    return not effects.text_field(problem, "tracking_id") and NOT_SENT[effects.text_field(problem, "kind")] == true
end

-- What became of a change once all that it stands on is there; `unsent` where nothing was asked of the service.
local function make(change)
    if change.read_with then
        local gatherer = change.shared and sharer_of(change)
        if gatherer then gatherer:expect(1) end
        local ok, entry = pcall(function() return reader_of(change.read_with):hand_in { number = change.number } end)
        if gatherer then gatherer:expect(-1) end
        if not ok then error(entry, 0) end
        local state = entry.answer.state
        if state == "gone" and change.action == "delete" then
            return { status = "done", reason = "was gone already", unsent = true }
        end
        if state == "gone" then return { status = "refused", reason = "gone since the plan was made", unsent = true } end
        if state == "changed" then return { status = "refused", reason = entry.answer.reason, unsent = true } end
        -- Others may have failed meanwhile.
        if stop then return { status = "skipped", reason = stop, unsent = true } end
    end
    local id = send(change)
    learn(change, id)
    return { status = "done", id = change.makes and id or nil }
end

-- Changes that may be begun yet; nil for any number. And those under way that may still fail, where that is to end others:
-- never more than may fail yet.
local allowed
local slots = { taken = 0, waiting = {} }

local function is_slot_free()
    return stop or slots.taken < math.max(1, math.min(MAY_FAIL, application.max_failures - not_made))
end

local function take_slot(change)
    while not is_slot_free() do
        table.insert(slots.waiting, native.task())
        effects.park()
    end
    slots.taken = slots.taken + 1
    change.has_slot = true
end

local function give_slot(change)
    if not change.has_slot then return end
    slots.taken = slots.taken - 1
    if is_slot_free() and slots.waiting[1] then native.wake(table.remove(slots.waiting, 1)) end
end

local function refuse_more(change)
    stop = "not begun: the run may make no more changes"
    final = final or effects.made {
        kind = "denied", message = ("stopped before change %d of the plan: the run has made as many as it may"):format(change.number),
        hint = "allow more with --allow-changes",
    }
end

-- The same as far as the run may go on.
local function begin(change)
    if application.max_failures then take_slot(change) end
    if not stop and allowed and allowed == 0 then refuse_more(change) end
    if stop then return { status = "skipped", reason = stop } end
    if allowed then allowed = allowed - 1 end
    local ok, outcome = pcall(make, change)
    local is_free
    if ok then is_free = outcome.unsent else is_free = counts_for_none(change, outcome) end
    if allowed and is_free then allowed = allowed + 1 end
    if not ok then error(outcome, 0) end
    return outcome
end

-- Why a change that others stand on is not done.
local WHY = { skipped = "was not begun", in_doubt = "is in doubt" }

local function work(change)
    if change.known then
        learn(change, change.known.id)
        return { status = "done", id = change.known.id, reason = change.known.note, remembered = true }
    end
    if change.unsendable then return { status = "left", reason = change.unsendable } end
    for _, number in ipairs(change.stands_on or {}) do
        if wait_for(number) ~= "done" then
            local why = WHY[statuses[number]] or "was not made"
            return {
                status = statuses[number] == "skipped" and "skipped" or "left",
                reason = ("not made, since change %d, on which it stands, %s"):format(number, why),
            }
        end
    end
    for _, number in ipairs(change.follows or {}) do wait_for(number) end
    if stop then return { status = "skipped", reason = stop } end
    local missing = resolve(change)
    if missing then
        return { status = "left", reason = ("not made, since the service gave no id for what %s stands for"):format(missing) }
    end
    return begin(change)
end

local function one(change)
    native.scope("/change/" .. change.number)
    local ok, outcome = pcall(work, change)
    if not ok then
        if effects.is_final(outcome) then
            final = final or outcome
            stop = stop or "not begun: no change can be made any more"
        end
        outcome = failed(outcome)
    end
    if outcome.status == "failed" or outcome.status == "refused" or outcome.status == "in_doubt" then
        not_made = not_made + 1
        if application.max_failures and not_made >= application.max_failures then
            stop = stop or ("not begun: %d changes failed or were refused before"):format(not_made)
        end
    end
    -- Only now that it is counted others may take its place.
    give_slot(change)
    tell(change, outcome)
end

-- The changes of the plan in their order, a few hundred asked for at a time. Waits where enough are under way.
local function in_order(under_way)
    local page, place, last = {}, 0, 0
    return function()
        if place == #page then
            if last >= application.changes then return nil end
            local head, changes = effects.ask("apply", "plan_changes", { after = last })
            if last == 0 then allowed = head.allowed end
            page, place = changes, 0
            if #page == 0 then return nil end
            last = page[#page].number
        end
        place = place + 1
        under_way.wait()
        local change = page[place]
        page[place] = false
        return change
    end
end

return function()
    local under_way = { count = 0 }
    function under_way.wait()
        if under_way.count < WINDOW then return end
        while under_way.count > WINDOW - REFILL do
            under_way.sleeper = native.task()
            effects.park()
        end
    end
    local function ended()
        under_way.count = under_way.count - 1
        if under_way.sleeper and under_way.count <= WINDOW - REFILL then
            native.wake(under_way.sleeper)
            under_way.sleeper = nil
        end
    end
    tasks.run_all("apply", in_order(under_way), { concurrency = WINDOW + REFILL }, function(change)
        under_way.count = under_way.count + 1
        one(change)
        ended()
    end)
    if final then effects.raise_again(final) end
end
