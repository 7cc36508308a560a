-- Without --allow-write nothing is written, and the script's own folder can be read.
local fs = require "fs"
local ok, err = pcall(fs.write, "x.txt", "x")
assert(not ok and err.kind == "denied", tostring(err))
assert(not pcall(fs.write, fs.join(require("run").folder, "x.txt"), "x"))
assert(fs.read(fs.join(require("run").folder, "read-only.lua")):find("Without --allow-write", 1, true))
