-- exit: 1
-- error: stuck.lua:5: every coroutine waits for another one, and none can go on
local async = require "async"
local channel = async.channel(1)
channel:receive()
