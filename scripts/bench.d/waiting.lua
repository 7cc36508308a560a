-- What a coroutine that waits costs in memory: 10,000 that wait for the host, and in plain Lua 10,000 that have yielded.

local COUNT = 10000

local found, async = pcall(require, "async")

local function kilobytes() return collectgarbage "count" end

local kept = {}
local function wait_once()
    if found then async.sleep "1ms" else coroutine.yield() end
end

local before
if found then
    before = kilobytes()
    for i = 1, COUNT do kept[i] = async.spawn(wait_once) end
    -- All of them wait now: this one is answered after them.
    async.sleep "0ms"
else
    collectgarbage()
    before = kilobytes()
    for i = 1, COUNT do
        kept[i] = coroutine.create(wait_once)
        coroutine.resume(kept[i])
    end
end
print("coroutine", (kilobytes() - before) * 1024 / COUNT)
if found then
    for i = 1, COUNT do kept[i]:wait() end
end
