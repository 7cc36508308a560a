-- options: --plan --rate-limit 0 --timeout 2h
-- exit: 5
-- error: watching.lua:8: the plan does not come to an end: it would have slept beyond the limit of a run, 2h (--timeout), and asked for task.list({ 
-- A script that watches for ever asks for something else each time.
local cc, async, time = require "cc", require "async", require "time"
while true do
    cc.task.list { from = time.now() - 60000, to = time.now() }
    async.sleep("5m")
end
