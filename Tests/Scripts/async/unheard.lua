-- exit: 1
-- error: unheard.lua:5: nobody waits for this
local async = require "async"
async.spawn(function()
    error "nobody waits for this"
end)
