-- options: --allow-write
-- exit: 2
-- error: is empty: its first line must name the columns
-- A file that is no list of rows is refused before any row is begun: the exit code is that of a wrong argument.
local csv, fs, run = require "csv", require "fs", require "run"
fs.write("in.csv", "")
run.rows(csv.rows("in.csv", { required = { "email" } }), function() print("begun") end)
