---@meta

---What files of tests have: whole runs of other scripts, against the simulator of the file.
---@class test
---@field folder string the current folder of scripts that are run here, emptied before each test
local test = {}

---The path of the script, as seen from the file of tests, and its arguments, one after the other; then by name what it is
---permitted: read_only, allow_changes (a number), allow_deletes, allow_raw, allow_write.
---@alias test.order table<integer | string, any>

---@class test.result
---@field exit_code integer
---@field output string what it printed to standard output
---@field errors string what it said on standard error
---@field folder string its current folder, which is test.folder
---@field run string the run's id

---Runs a script to its end. Relative paths among its arguments are seen from test.folder.
---@param order test.order
---@return test.result
function test.run(order) end

---Runs a script on a recording that `patchbay run --record` made of it: no org is asked, no file is read or written.
---Both paths are seen from the file of tests. A script that does other than was recorded fails.
---@param script string
---@param recording string
---@return test.result
function test.replay(script, recording) end

return test
