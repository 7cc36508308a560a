-- The ledger of recordings: what was exported, left out or failed, for whoever decides what is asked next.

local native, import = ...
local effects, near, iterate, facts_of = import "effects", import "near", import "sources", import "capture_facts"

local ledger = {}

-- Captures that are forgotten in one request.
local FORGOTTEN_AT_ONCE = 500

local function check_form(who, form)
    if type(form) ~= "string" or form == "" then
        effects.invalid("%s takes the form of the export behind its list, as text, not a %s", who, type(form))
    end
end

-- What is known of tasks under a form: by their ids, those alone that were asked for. With `metadata = true` a recording whose
-- JSON is gone from beside it does not lie where it should.
function ledger.known(tasks, form, options)
    local who = "recordings.ledger.known"
    check_form(who, form)
    options = near.options(who, options, { "metadata" })
    local ids = native.json_list {}
    for task in iterate(who, tasks) do
        local id = type(task) == "table" and task.id or task
        if type(id) ~= "string" then effects.invalid("%s takes tasks or their ids, not a %s", who, type(task)) end
        ids[#ids + 1] = id
    end
    if #ids == 0 then return {} end
    local _, known = effects.ask(who, "ledger_known", { tasks = ids, form = form, metadata = options.metadata })
    return known
end

-- Enters what was listed for tasks, each { id =, settled =, captures = { … } }, all in one transaction.
function ledger.asked(tasks, form)
    local who = "recordings.ledger.asked"
    check_form(who, form)
    local told = native.json_list {}
    for task in iterate(who, tasks) do
        if type(task) ~= "table" or type(task.id) ~= "string" then
            effects.invalid("%s takes tables with id, settled and captures", who)
        end
        local captures = native.json_list {}
        for capture in iterate(who, task.captures or {}) do captures[#captures + 1] = facts_of(who, capture) end
        told[#told + 1] = { id = task.id, settled = task.settled == true, captures = captures }
    end
    if #told > 0 then effects.ask(who, "ledger_asked", { tasks = told, form = form }) end
end

-- Enters one kind of note for each { capture =, … } of a list.
local function note(who, effect, list, form, fields)
    if form ~= nil then check_form(who, form) end
    local told = native.json_list {}
    for entry in iterate(who, list) do
        if type(entry) ~= "table" then effects.invalid("%s takes a list of { capture = … }", who) end
        local one = { capture = facts_of(who, entry.capture) }
        for _, field in ipairs(fields) do
            if entry[field] ~= nil then one[field] = tostring(entry[field]) end
        end
        told[#told + 1] = one
    end
    if #told > 0 then effects.ask(who, effect, { captures = told, form = form }) end
end

-- Enters captures that are left out: { capture =, reason =, rule = }.
function ledger.skipped(list, form)
    note("recordings.ledger.skipped", "ledger_skipped", list, form, { "reason", "rule" })
end

-- Enters captures that failed before they were exported: { capture =, problem = }.
function ledger.failed(list, form)
    note("recordings.ledger.failed", "ledger_failed", list, form, { "problem" })
end

-- The records that a filter lets pass, in the order of their beginnings; a page of them is asked at a time.
function ledger.each(filter)
    local who = "recordings.ledger.each"
    filter = near.options(who, filter, { "from", "to", "state", "queue", "agent", "sink" })
    local page, position, after, is_last = {}, 0, nil, false
    return function()
        position = position + 1
        while not page[position] and not is_last do
            local head, body = effects.ask(who, "ledger_page", {
                from = filter.from, to = filter.to, state = filter.state, queue = filter.queue, agent = filter.agent,
                sink = filter.sink, after = after,
            })
            page, position, after = body, 1, head.next
            is_last = after == nil
        end
        return page[position]
    end
end

-- The record of a capture; nil when there is none. Of a recording and a transcript of one id it is the recording.
function ledger.record(id)
    local who = "recordings.ledger.record"
    if type(id) ~= "string" then effects.invalid("%s takes the id of a capture, not a %s", who, type(id)) end
    local records = effects.ask(who, "ledger_record", { id = id })
    for _, record in ipairs(records) do
        if record.kind == "recording" then return record end
    end
    return records[1]
end

local function is_list(value) return value[1] ~= nil or next(value) == nil end

-- Forgets captures: a list of ids or records, or all that a filter lets pass. What was saved stays where it lies.
-- Returns how many were known.
function ledger.forget(what)
    local who = "recordings.ledger.forget"
    if type(what) ~= "table" then effects.invalid("%s takes a list of ids, or a filter, not a %s", who, type(what)) end
    local batch, forgotten = native.json_list {}, 0
    local function add(id, kind)
        batch[#batch + 1] = { id = id, kind = kind }
        if #batch < FORGOTTEN_AT_ONCE then return end
        forgotten = forgotten + effects.ask(who, "ledger_forget", { captures = batch }).forgotten
        batch = native.json_list {}
    end
    if is_list(what) then
        for _, entry in ipairs(what) do
            if type(entry) == "table" then
                add(entry.id, entry.kind)
            else
                add(entry, "recording")
                add(entry, "transcript")
            end
        end
    else
        for record in ledger.each(what) do add(record.id, record.kind) end
    end
    if #batch > 0 then forgotten = forgotten + effects.ask(who, "ledger_forget", { captures = batch }).forgotten end
    return forgotten
end

return ledger
