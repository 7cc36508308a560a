local async = require "async"

local function fails(pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern), tostring(err))
end

-- Values come in order; no more lie between than there is room.
local channel, log = async.channel(2), {}
local sender = async.spawn(function()
    for i = 1, 6 do
        channel:send(i)
        log[#log + 1] = "s" .. i
    end
    channel:close()
end)
async.sleep(1)
assert(table.concat(log, " ") == "s1 s2", table.concat(log, " "))
local received = {}
for value in channel:each() do received[#received + 1] = value end
assert(table.concat(received, " ") == "1 2 3 4 5 6")
assert(channel:receive() == nil and channel:receive() == nil)
sender:wait()
fails("the channel is closed", channel.send, channel, 1)
fails("cannot carry nil", async.channel(1).send, async.channel(1), nil)
fails("a whole number from 1, not 0", async.channel, 0)
fails("a whole number from 1, not 1.5", async.channel, 1.5)

-- false is a value.
local flags = async.channel()
flags:send(false)
assert(flags:receive() == false)

-- Closing wakes all who wait: receivers get nil, senders an error.
local empty = async.channel(1)
local receivers = {}
for i = 1, 3 do receivers[i] = async.spawn(function() return empty:receive() == nil end) end
async.sleep(1)
empty:close()
for i = 1, 3 do assert(receivers[i]:wait()) end
local full = async.channel(1)
full:send(1)
local stopped = async.spawn(function() full:send(2) end)
async.sleep(1)
full:close()
fails("the channel is closed", stopped.wait, stopped)
assert(full:receive() == 1 and full:receive() == nil)

-- Who is cancelled leaves the line: what is sent goes to those behind.
local line = async.channel(1)
local gone = async.spawn(function() return line:receive() end)
local stays = async.spawn(function() return line:receive() end)
async.sleep(1)
gone:cancel()
async.sleep(1)
line:send("for who stays")
assert(stays:wait() == "for who stays")
fails("cancelled", gone.wait, gone)
local narrow = async.channel(1)
narrow:send(1)
local first = async.spawn(function() narrow:send("first") end)
local second = async.spawn(function() narrow:send("second") end)
async.sleep(1)
first:cancel()
async.sleep(1)
assert(narrow:receive() == 1 and narrow:receive() == "second")
second:wait()
fails("cancelled", first.wait, first)

-- Who waited for something else in between does not stand in line twice.
local busy = async.channel(1)
local helper = async.spawn(function() async.sleep(5) end)
local both = async.spawn(function()
    pcall(async.timeout, "1ms", function() helper:wait() end)
    return busy:receive()
end)
local other = async.spawn(function()
    async.sleep(2)
    return busy:receive()
end)
helper:wait()
async.sleep(10)
busy:send(1)
busy:send(2)
assert(both:wait() + other:wait() == 3)

-- Many senders and receivers: nothing is lost, nothing comes twice.
local shared, sum = async.channel(3), 0
local senders = {}
for s = 1, 20 do
    senders[s] = async.spawn(function() for i = 1, 50 do shared:send(i) if i % 7 == s % 7 then async.sleep(0) end end end)
end
local takers = {}
for t = 1, 7 do
    takers[t] = async.spawn(function() for value in shared:each() do sum = sum + value end end)
end
for s = 1, 20 do senders[s]:wait() end
shared:close()
for t = 1, 7 do takers[t]:wait() end
assert(sum == 20 * 1275, sum)
