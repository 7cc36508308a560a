-- exit: 1
-- error: traceback.lua:8: attempt to index a nil value (local 'x')
-- error: traceback.lua:8: in
-- error: 'inner'
-- error: traceback.lua:12: in
-- error: traceback.lua:17: in the main chunk
local function inner(x)
    return x.y
end

local function outer()
    local value = inner(nil)
    return value
end

require("async").sleep(1)
outer()
