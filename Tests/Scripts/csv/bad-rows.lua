-- options: --allow-write
-- exit: 4
-- error: row 3 failed: bad.csv, line 3 is not UTF-8
-- A row that cannot be read fails alone in run.rows, with its line, and is kept just as it came in.
local csv, fs, run = require "csv", require "fs", require "run"

fs.write("bad.csv", 'email;phone\na@x;+1\n\xff;2\nb@x\n\n;"two\nlines"\nd@x;\0\nc@x;"4\nA@X ;5\ne@x;-\n')
local seen = {}
local totals = run.rows(csv.rows("bad.csv", { null = "-" }), { key = "email", results = "results.csv", failed = "failed.csv" }, function(row)
    seen[#seen + 1] = (row.email or "nil") .. " " .. (row.phone == require("cc").null and "null" or row.phone)
end)
assert(totals.total == 8 and totals.failed == 5 and totals.done == 3)
assert(table.concat(seen, "|") == "a@x +1|nil two\nlines|e@x null", table.concat(seen, "|"))
local problems = {}
for row in csv.rows("results.csv") do problems[row.row] = row.error end
assert(problems["3"] == "bad.csv, line 3 is not UTF-8")
assert(problems["4"] == "bad.csv, line 4 has 1 cells; the header has 2")
assert(problems["8"] == "bad.csv, line 8 holds a NUL byte, which is no text", problems["8"])
assert(problems["9"] == "bad.csv, line 9: a quote is opened and never closed", problems["9"])
assert(problems["10"] == "same email as line 2", problems["10"])
local failed = fs.read("failed.csv")
for _, line in ipairs { "email;phone\n", '\xff;2\n', "b@x\n", 'c@x;"4\n', "d@x;\0\n", "A@X ;5\n" } do
    assert(failed:find(line, 1, true), line)
end

-- Outside of run.rows it raises, and the rows behind it can still be read.
local rows = csv.rows("bad.csv")
assert(rows().email == "a@x")
local ok, err = pcall(rows)
assert(not ok and err.kind == "invalid" and tostring(err):find("bad%-rows.lua:%d+: bad.csv, line 3 is not UTF%-8"), tostring(err))
assert(not pcall(rows) and rows().phone == "two\nlines")
