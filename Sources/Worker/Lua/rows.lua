-- run.rows: each item of a source by itself. One that fails is told and the others go on.

local native, import = ...
local effects, async, csv = import "effects", import "async", import "csv"

local function key_of(options)
    local key = options.key
    if key == nil then return function() end end
    if type(key) == "function" then return key end
    return function(item) return item[key] end
end

-- What a row's function returned, as status and columns.
local function outcome(result)
    if result == nil then return "done", nil end
    if type(result) == "string" then return result, nil end
    if type(result) ~= "table" then
        effects.invalid("a row returns nothing, a status word or a table, not a %s", type(result))
    end
    local columns = {}
    for name, value in pairs(result) do
        if name ~= "status" then columns[name] = value end
    end
    return result.status or "done", columns
end

local function check(source, options, fn)
    if type(fn) ~= "function" then effects.invalid("run.rows takes a function last, not a %s", type(fn)) end
    if type(options) ~= "table" then effects.invalid("run.rows: options are a table, not a %s", type(options)) end
    local known = { key = 1, concurrency = 1, results = 1, failed = 1, columns = 1, label = 1 }
    for name in pairs(options) do
        if not known[name] then effects.invalid("run.rows has no option %s", tostring(name)) end
    end
    return source, options, fn
end

return function(source, options, fn)
    if fn == nil then options, fn = {}, options end
    source, options, fn = check(source, options, fn)
    local key = key_of(options)
    local name = type(options.key) == "string" and options.key or "key"
    local report = effects.ask("run.rows", "rows_begin", {
        label = options.label, key = name, results = options.results, failed = options.failed,
        columns = options.columns,
    })
    local totals = { total = 0, failed = 0 }
    local seen = {}
    local fraction = import("fractions")[source]
    local final

    local function tell(row, row_key, status, columns, problem, item)
        local origin = csv.origin(item)
        native.notice("row", {
            rows = report.id,
            row = row,
            key = row_key,
            status = status,
            columns = columns,
            error = problem and effects.readable(effects.describe(problem)),
            tracking_id = type(problem) == "table" and problem.tracking_id or nil,
            fraction = fraction and fraction() or nil,
            header = problem and origin and origin.header or nil,
        }, problem and origin and origin.text or nil)
        totals.total = totals.total + 1
        totals[status] = (totals[status] or 0) + 1
    end

    local function one(item, index)
        local origin = csv.origin(item)
        local row = origin and origin.line or index
        local ok, row_key = pcall(key, item)
        local status, columns, problem
        if not ok then
            problem, row_key = row_key, nil
        elseif row_key ~= nil and seen[row_key] then
            problem = { message = ("same %s as %s %d"):format(name, origin and "line" or "row", seen[row_key]) }
        else
            if row_key ~= nil then seen[row_key] = row end
            local done, result = pcall(fn, item)
            if done then done, status, columns = pcall(outcome, result) else status = result end
            if not done then problem = status end
        end
        if not problem then
            -- A row whose columns cannot be written has failed too, and ends nothing but itself.
            local told, trouble = pcall(tell, row, row_key, status, columns, nil, item)
            if not told then problem = trouble end
        end
        if problem then
            if type(row_key) ~= "number" then row_key = row_key and effects.readable(tostring(row_key)) end
            tell(row, row_key, "failed", nil, problem, item)
            if effects.is_final(problem) then
                final = final or problem
                error(problem, 0)
            end
        end
    end

    local ok, problem = pcall(async.each, source, { concurrency = options.concurrency or 100 }, one)
    effects.ask("run.rows", "rows_end", { rows = report.id, whole = ok })
    if not ok then effects.raise_again(final or problem) end
    return totals
end
