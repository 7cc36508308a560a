-- arguments: --from 2026-11-01T00:00:00Z
-- Names that are not there say so at the script's own line, with those that were perhaps meant.
local run, fs, csv, async = require "run", require "fs", require "csv", require "async"
local recordings, time = require "recordings", require "time"

local function fails(pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern, 1, true), tostring(err))
    assert(err.kind == "invalid" and err.where and err.where:find("^%S*names.lua:%d+:$"))
end

-- Fields of modules.
fails("there is no fs.joi; did you mean fs.join?", function() return fs.joi end)
fails("there is no run.row; did you mean run.rows?", function() return run.row end)
fails("there is no recordings.downlod; did you mean recordings.download?", function() return recordings.downlod end)
fails("there is no time.prase; did you mean time.parse?", function() return time.prase end)
fails("there is no fs.(a table)", function() return fs[{}] end)
local ok, err = pcall(function() return fs.nothing_like_it end)
assert(not ok and tostring(err):find("there is no fs.nothing_like_it$"))

-- Options.
fails("recordings.tasks has no option form; did you mean from?", recordings.tasks, { form = 1 })
fails("recordings.captures has no option consults; did you mean consult?", recordings.captures, {}, { consults = true })
fails("recordings.download has no option metdata; did you mean metadata?", recordings.download, { task = {} }, "x", { metdata = 1 })
fails("run.rows has no option concurency; did you mean concurrency?", run.rows, {}, { concurency = 1 }, print)
fails("run.rows has no option zzz; it takes key, concurrency, results, lines, failed, columns, label, fraction", run.rows, {}, { zzz = 1 }, print)
fails("run.report has no option statu; did you mean status?", run.report, { statu = "done" })
fails("async.each has no option progres; did you mean progress?", async.each, {}, { progres = 1 }, print)
fails("async.map has no option concurrent", async.map, {}, { concurrent = 1 }, print)
fails("async.map: options are a table, not a number", async.map, {}, 5, print)
fails("csv.rows has no option require; did you mean required?", csv.rows, "x", { require = {} })
fails("csv.writer has no option column; did you mean columns?", csv.writer, "x", { column = {} })
fails("csv.write has no option 1", csv.write, "x", {}, { "a" })
fails("csv.rows has no option (a table)", csv.rows, "x", { [setmetatable({}, { __tostring = error })] = 1 })

-- Arguments: what was not declared is a typing error, what is absent is nil, and pairs sees what is there.
local args = run.args { { "--from", "date" }, { "--min-length", "integer" }, { "names", "text", many = true } }
fails("there is no argument form; did you mean args.from?", function() return args.form end)
fails("there is no argument min_lenght; did you mean args.min_length?", function() return args.min_lenght end)
assert(args.from == 1793491200000 and args.min_length == nil)
local seen = {}
for name, value in pairs(args) do seen[name] = value end
assert(seen.from == args.from)
