-- run.rows: each item of a source by itself. One that fails is told and the others go on.

local native, import, facts = ...
local effects, near, iterate, tasks = import "effects", import "near", import "sources", import "tasks"
local fold, scopes, steps, hashing = import "folding", import "scopes", import "steps", import "hashing"
local origins, row_streams, new_seen = import "origins", import "row_streams", import "seen"

local OPTIONS = { "key", "concurrency", "results", "lines", "failed", "columns", "label", "fraction" }

-- What is told of a row that was taken but not done, because the run ended before.
local LET_GO = { message = "not done: the run ended early" }

-- Bytes that a key may have.
local LONGEST_KEY = 1 << 16

-- The beginning of a key that cannot be one, for who looks for its row.
local function shown(key)
    return type(key) == "string" and effects.readable(key:sub(1, 80)) or nil
end

local function key_of(options)
    local key = options.key
    if key == nil then return function() end end
    if type(key) == "function" then return key end
    return function(item) return item[key] end
end

-- A key is what a row is known by, in files and in later runs. What cannot be told of a row that is done is refused before.
local function check_key(key)
    local kind = type(key)
    if kind == "nil" then return nil end
    if kind == "string" then
        if not utf8.len(key) then effects.invalid("the key of a row is not UTF-8: %s", shown(key)) end
        if #key > LONGEST_KEY then
            effects.invalid("the key of a row has %d KB, and may have %d", #key >> 10, LONGEST_KEY >> 10)
        end
        return key
    end
    if kind ~= "number" then effects.invalid("the key of a row is text or a number, not a %s", kind) end
    if key ~= key or key == math.huge or key == -math.huge then
        effects.invalid("the key of a row is a number that is none: %s", tostring(key))
    end
    return key
end

-- A key as it is compared with others: an e-mail address is the same in capitals, of other keys nobody knows.
local function compared(key)
    return type(key) == "string" and key:find("@", 1, true) and fold(key) or key
end

-- What a row's function returned, as status and columns.
local function outcome(result)
    if result == nil then return "done", nil end
    local status, columns = result, nil
    if type(result) == "table" then
        columns = {}
        for name, value in pairs(result) do
            if name ~= "status" then columns[name] = value end
        end
        status = result.status
        if status == nil then status = "done" end
        if type(status) ~= "string" then effects.invalid("the status of a row is a word, not a %s", type(status)) end
    elseif type(result) ~= "string" then
        effects.invalid("a row returns nothing, a status word or a table, not a %s", type(result))
    end
    if status == "total" then effects.invalid("a row's status cannot be \"total\": that is the number of all rows") end
    return status, columns
end

local function check(source, options, fn)
    if fn == nil then options, fn = {}, options end
    if type(fn) ~= "function" then effects.invalid("run.rows takes a function last, not a %s", type(fn)) end
    return source, near.options("run.rows", options, OPTIONS), fn
end

return function(source, options, fn)
    source, options, fn = check(source, options, fn)
    local key = key_of(options)
    local key_name = type(options.key) == "string" and options.key or "key"
    -- What the row holds that these rows are in; nil outside of rows.
    local around = steps.content()
    local block, end_block = scopes.begin_rows(options)
    local has_begun, report = pcall(effects.ask, "run.rows", "rows_begin", {
        label = options.label, key = key_name, results = options.results, lines = options.lines,
        failed = options.failed, columns = options.columns,
    })
    if not has_begun then
        end_block(true)
        error(report, 0)
    end
    local totals = { total = 0, failed = 0 }
    local seen = new_seen(function(hash, row)
        return (effects.ask("run.rows", "row_seen", { rows = report.id, hash = hash, row = row })).row
    end)
    local fraction = options.fraction or import("fractions")[source]
    local final, ends_early

    -- `remembered`: an earlier attempt of this run did the row.
    local function tell(item, row, row_key, status, columns, problem, content, remembered)
        local origin = status == "failed" and origins[item] or nil
        local tracking_id = effects.text_field(problem, "tracking_id")
        effects.tell("row", {
            rows = report.id,
            row = row,
            key = row_key,
            status = status,
            columns = columns,
            error = problem and effects.readable(effects.describe(problem)),
            tracking_id = tracking_id and effects.readable(tracking_id),
            let_go = problem == LET_GO or nil,
            remembered = remembered,
            content = content,
            fraction = fraction and fraction() or nil,
            header = origin and origin.header,
        }, origin and origin.text)
        totals.total = totals.total + 1
        totals[status] = (totals[status] or 0) + 1
    end

    -- The number of an item's row and its key; one that cannot be had is nil, with the error.
    local function identify(item, index)
        local origin = origins[item]
        local row = origin and origin.line or index
        if origin and origin.problem then return row, nil, origin.problem end
        local ok, row_key = pcall(key, item)
        if not ok then return row, nil, row_key or tostring(row_key) end
        local fits, problem = pcall(check_key, row_key)
        if fits then return row, row_key end
        return row, shown(row_key), problem
    end

    local function tell_failed(item, row, row_key, problem, content)
        if type(row_key) == "string" then row_key = effects.readable(row_key) end
        -- Who raised may have known what the row is about.
        local columns = type(problem) == "table" and rawget(problem, "columns")
        if type(columns) ~= "table" or not native.json_encode(columns) then columns = nil end
        tell(item, row, row_key, "failed", columns, problem, content)
    end

    -- Rows that were taken from the source and have not begun, by index.
    local waiting, taken = {}, 0

    -- What an earlier attempt of this run made of a row that has not changed since.
    local function remembered(item, row, row_key, content)
        local memory = effects.ask("run.rows", "row_known", { content = content })
        if memory.status then tell(item, row, row_key, memory.status, memory.columns, nil, content, true) end
        return memory.status ~= nil
    end

    -- A row that is none of the earlier attempt's: what its function does, and what is told of it.
    local function work(item, row, row_key, content)
        if facts.resumed and content then
            local asked, known = pcall(remembered, item, row, row_key, content)
            if not asked then return known end
            if known then return nil end
        end
        local done, result = pcall(fn, item)
        local status, columns
        if done then done, status, columns = pcall(outcome, result) else status = result end
        -- A row whose columns cannot be written has failed too, and ends nothing but itself.
        if done then done, status = pcall(tell, item, row, row_key, status, columns, nil, content) end
        return not done and (status or tostring(status)) or nil
    end

    local function one(item, index)
        waiting[index] = nil
        native.scope(block)
        local row, row_key, problem = identify(item, index)
        local before, content
        if row_key ~= nil and not problem then
            local ok, answer = pcall(seen, compared(row_key), row)
            if ok then before = answer else problem = answer end
        end
        if before then
            local unit = origins[item] and "line" or "row"
            problem = { kind = "conflict", message = ("same %s as %s %d"):format(key_name, unit, before) }
        elseif not problem then
            -- Taken now, since the row's function may change the item.
            content = row_key ~= nil and hashing.content(item) or nil
            if content and around then content = hashing.combined(around, content) end
            local scope = scopes.row(block, content and compared(row_key))
            native.scope(scope)
            if content then steps.row(scope, content) end
            problem = work(item, row, row_key, content)
            if content then
                steps.row(scope, nil)
                scopes.ended(scope)
            end
            if problem == nil then return end
            if ends_early and effects.text_field(problem, "kind") == "cancelled" then problem = LET_GO end
        end
        tell_failed(item, row, row_key, problem, content)
        if effects.is_final(problem) then
            final = final or problem
            error(problem, 0)
        end
    end

    local next_item
    local function take()
        next_item = next_item or iterate("run.rows", row_streams[source] or source)
        local item = next_item()
        if item ~= nil then
            taken = taken + 1
            waiting[taken] = item
        end
        return item
    end

    local ok, problem = pcall(tasks.run_all, "run.rows", take, {
        concurrency = options.concurrency or 100,
        on_cancel = function() ends_early = true end,
    }, one)
    end_block()
    for index = 1, taken do
        local item = waiting[index]
        if item ~= nil then
            local row, row_key = identify(item, index)
            tell_failed(item, row, row_key, LET_GO)
        end
    end
    effects.ask("run.rows", "rows_end", { rows = report.id, whole = ok })
    if not ok then effects.raise_again(final or problem) end
    return totals
end
