-- arguments: --count 3 --since 2026-11-01T00:00:00Z --out out --kind b one two
-- options: --allow-write
-- exit: 4
-- error: failed
local run, csv, fs, json, async = require "run", require "csv", require "fs", require "json", require "async"

local function fails(pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern), tostring(err))
end

local args = run.args {
    about = "What a run knows of its arguments.",
    { "--count", "integer", default = 1, help = "how many" },
    { "--since", "date", required = true },
    { "--wait", "duration", default = "90s" },
    { "--out", "output", default = "elsewhere" },
    { "--kind", "choice", choices = { "a", "b" } },
    { "--flag", "flag" },
    { "--absent", "text" },
    { "names", "text", many = true },
}
assert(args.count == 3 and args.since == 1793491200000 and args.wait == 90000 and args.kind == "b")
assert(args.flag == false and args.absent == nil and #args.names == 2 and args.names[2] == "two" and args.out:find("out$"))
assert(#run.id > 8 and type(run.profile) == "string" and run.planning == false and math.type(run.started) == "integer")
assert(run.folder:find("/run$") and fs.exists(fs.join(run.folder, "rows.lua")))

fails("run.args takes a table of arguments, not a nil", run.args)
fails("run.args: argument 2 has no name", run.args, { { "--a", "text" }, {} })
fails("run.rows takes a function last, not a nil", run.rows, {})
fails("run.rows has no option concurency", run.rows, {}, { concurency = 1 }, print)
fails("run.report takes", run.report, 5)
fails("there is no run.row", function() return run.row end)

fs.write("in.csv", "email,team\na@x,red\nb@x,\na@x,blue\nbad@x,x\nd@x,y\nc@x,z\n")
local totals = run.rows(csv.rows("in.csv"), { key = "email", results = "results.csv", lines = "results.jsonl",
    failed = "failed.csv", label = "people" }, function(row)
    async.sleep(1)
    if row.email == "bad@x" then error("broken " .. row.team, 0) end
    if row.email == "b@x" then return "skipped" end
    if row.email == "c@x" then return { status = "moved", team = row.team, n = 2 } end
    if row.email == "d@x" then return { cut = ("é"):sub(1, 1) } end
end)
assert(totals.total == 6 and totals.failed == 3 and totals.done == 1 and totals.skipped == 1 and totals.moved == 1, json.encode(totals))
local results = {}
for row in csv.rows("results.csv") do results[row.row] = row end
assert(results["2"].email == "a@x" and results["2"].status == "done" and results["3"].status == "skipped")
assert(results["4"].status == "failed" and results["4"].error == "same email as line 2")
assert(results["5"].error == "broken x" and results["6"].error:find("UTF%-8"))
assert(results["7"].status == "moved")
assert(fs.read("failed.csv"):find("email,team\n") == 1 and fs.read("failed.csv"):find("bad@x,x\n", 1, true))

-- The same as lines: a row each, with numbers and tables as they are.
local lines = {}
for line in fs.read("results.jsonl"):gmatch "[^\n]+" do
    local row = json.decode(line)
    lines[row.row] = row
end
assert(lines[2].email == "a@x" and lines[3].status == "skipped" and lines[4].error == "same email as line 2")
assert(math.type(lines[7].n) == "integer" and lines[7].team == "z", json.encode(lines[7]))
fails("another file of this run has this name", run.rows, {}, { results = "x.csv", lines = "x.csv" }, print)

-- Rows of a list, without a key; a status that is no word; a message with bytes that are no text.
totals = run.rows({ 1, 2, 3 }, { concurrency = 1 }, function(n)
    if n == 2 then return 5 end
    if n == 3 then error("bytes \xff", 0) end
end)
assert(totals.total == 3 and totals.failed == 2 and totals.done == 1)
assert(run.rows({}, print).total == 0)
-- The source itself may fail: that ends the rows.
fails("source is broken", run.rows, function() error "source is broken" end, function() end)

run.report { key = "k", status = "done", message = "m" }
run.progress(1, 2, "things")
