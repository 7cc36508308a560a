-- options: --plan
-- exit: 5
-- error: polling.lua:13: the plan does not come to an end: site.get("
-- error: was asked 50 times more, with a sleep in between, and always answered the same (--max-polls)
-- error: a plan sends no change, so that what a script waits for never comes
-- error: wait_for
-- A script that waits for what no plan brings about is ended, whatever it catches.
local cc, async = require "cc", require "async"
local id = cc.site.list()[1].id
while true do
    pcall(function()
        if cc.site.get(id).description == "ready" then error("it cannot be") end
        async.sleep("30s")
    end)
end
