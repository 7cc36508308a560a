-- Blocks of rows that a resumed run could not tell apart, and keys that it could not know again.
-- options: --allow-write
-- exit: 4
-- error: blocks.lua:37: run.rows: there were rows like these here before
local run, async, csv = require "run", require "async", require "csv"

local function rows(options)
    return function()
        return run.rows({ { email = "a@x", id = 1 } }, options, function() async.sleep(20) end)
    end
end

-- At once only with labels, keys or results of their own.
local ok, err = pcall(async.all, rows { key = "email" }, rows { key = "email" })
assert(not ok and err.kind == "invalid" and err.hint:find "label", tostring(err))
ok, err = pcall(async.all, rows { key = "id", label = "a" }, rows { key = "id", label = "a" })
assert(not ok and err.kind == "invalid", tostring(err))
local one, two, three, four, five = async.all(
    rows { key = "email", label = "one" }, rows { key = "email", label = "two" }, rows { key = "id", label = "one" },
    rows { key = "email", results = "r.csv" }, rows { key = function(row) return row.id end, label = "one" }
)
assert(one.done == 1 and two.done == 1 and three.done == 1 and four.done == 1 and five.done == 1)
-- Rows without a key are never remembered.
async.all(rows {}, rows {})

-- Within rows without a key, the way out is a key for them.
local totals = run.rows({ 1, 2 }, { results = "outer.csv" }, rows { key = "email" })
assert(totals.failed == 1 and totals.done == 1)
local outer = {}
for row in csv.rows "outer.csv" do outer[row.status] = row.error or "" end
assert(outer.failed:find("give the rows around them a key", 1, true), outer.failed)
assert(run.rows({ 1, 2 }, { key = function(item) return item end, label = "outer" }, rows { key = "email" }).done == 2)

-- One behind the other they are counted, which is told.
for _ = 1, 2 do
    local function nothing() end
    run.rows({ { email = "a@x" } }, { key = "email", label = "again" }, nothing)
end

-- Steps of rows without a key.
totals = run.rows({ 1, 2 }, { results = "steps.csv", label = "steps" }, function(n) run.step("s", function() return n end) end)
assert(totals.done == 1 and totals.failed == 1)
for row in csv.rows "steps.csv" do
    if row.status == "failed" then assert(row.error:find("rows without a key share their steps", 1, true), row.error) end
end
assert(run.rows({ { k = 1 }, { k = "1" }, { k = 0.1 + 0.2 }, { k = 0.3 } }, { key = "k", label = "kinds" }, function(row)
    return run.step("s", function()
        async.sleep(10)
        return type(row.k)
    end)
end).failed == 0)

-- A key that nothing could be told of is refused before anything is done for its row.
for _, key in ipairs { "J\xf6rg", ("x"):rep((1 << 16) + 1) } do
    local was_done = false
    local options = { key = "k", label = "bad " .. #key, results = #key .. ".csv" }
    totals = run.rows({ { k = key } }, options, function() was_done = true end)
    assert(totals.failed == 1 and not was_done)
    for row in csv.rows(#key .. ".csv") do
        assert(row.error:find "the key of a row", row.error)
        assert(row.k == (#key == 4 and "J?rg" or ("x"):rep(80)), row.k)
    end
end
