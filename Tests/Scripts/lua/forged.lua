-- Nobody answers a wait but the host.
local async = require "async"
local log = {}
local main = coroutine.running()
local inner = coroutine.create(function() async.sleep(5) return "real" end)
async.spawn(function()
    for _, co in ipairs { inner, main } do
        log[#log + 1] = coroutine.status(co)
        local ok, why = coroutine.resume(co, true, { forged = true })
        assert(not ok and why == "cannot resume a coroutine that waits for an answer", why)
    end
end)
local ok, value = coroutine.resume(inner)
assert(ok and value == "real" and log[1] == "normal" and log[2] == "normal")
assert(coroutine.status(inner) == "dead")
