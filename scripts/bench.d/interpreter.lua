-- Lua itself, in nanoseconds of CPU time a step: the same in a worker, with its capped memory and its own coroutines,
-- and in plain Lua.

local function nanoseconds_each(count, body)
    local start = os.clock()
    body(count)
    return (os.clock() - start) * 1e9 / count
end

local function fibonacci(n) return n < 2 and n or fibonacci(n - 1) + fibonacci(n - 2) end

-- fibonacci(27) makes 635,621 calls.
print("call", nanoseconds_each(635621, function() fibonacci(27) end))

print("table", nanoseconds_each(500000, function(count)
    local kept = {}
    for i = 1, count do kept[i % 1000 + 1] = { i, name = "n" .. i % 100 } end
end))

print("raise", nanoseconds_each(500000, function(count)
    local problem = { kind = "invalid" }
    for _ = 1, count do pcall(error, problem) end
end))

print("raise text", nanoseconds_each(300000, function(count)
    for _ = 1, count do pcall(error, "a message that gets its place") end
end))

print("coroutine", nanoseconds_each(1000000, function(count)
    local step = coroutine.wrap(function() while true do coroutine.yield(1) end end)
    for _ = 1, count do step() end
end))
