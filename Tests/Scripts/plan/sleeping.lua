-- options: --plan
-- exit: 5
-- error: sleeping.lua:5: the plan does not come to an end: it slept 1000 times, and nothing else happened
local async = require "async"
while true do pcall(async.sleep, "100ms") end
