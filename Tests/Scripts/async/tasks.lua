-- output: finished last
local async = require "async"

local function fails(pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern), tostring(err))
    return err
end

-- map keeps the order of the source, whatever ends first; nil becomes the list's null.
local squares = async.map({ 3, 1, 2 }, function(n, i)
    async.sleep(n)
    return n * n + i / 10
end)
assert(squares[1] == 9.1 and squares[2] == 1.2 and squares[3] == 4.3)
assert(async.map({ 1 }, function() end)[1] == require("json").null)
assert(#async.map({}, error) == 0)

-- each counts, and takes lists, iterators and coroutines.
local seen = {}
assert(async.each({ "a", "b" }, function(x) seen[#seen + 1] = x end) == 2 and #seen == 2)
local generator = coroutine.wrap(function()
    for i = 1, 5 do
        async.sleep(1)
        coroutine.yield(i)
    end
end)
assert(async.each(generator, { concurrency = 2 }, function() end) == 5)

-- No more are under way than were asked for.
local now, most = 0, 0
async.each({ 1, 2, 3, 4, 5, 6, 7 }, { concurrency = 3 }, function()
    now = now + 1
    most = math.max(most, now)
    async.sleep(1)
    now = now - 1
end)
assert(most == 3 and now == 0)
local pulled = 0
local source = function()
    pulled = pulled + 1
    return pulled <= 10 and pulled or nil
end
fails("stop", async.each, source, { concurrency = 1 }, function(i) if i == 3 then error "stop" end async.sleep(1) end)
assert(pulled == 3, pulled)

-- The first error cancels the others: those that wait, and those that have not begun.
local after, begun = 0, 0
local err = fails("first", async.each, { 1, 2, 3, 4 }, function(i)
    begun = begun + 1
    if i == 2 then error "first" end
    async.sleep("10s")
    after = after + 1
end)
assert(begun == 2 and after == 0, begun)
local kinds = {}
fails("source", async.each, function()
    if kinds[1] == nil then
        kinds[1] = "asked"
        return 1
    end
    async.sleep(1)
    error "source"
end, function()
    local _, problem = pcall(async.sleep, "10s")
    kinds[1] = problem.kind
end)
assert(kinds[1] == "cancelled")

-- all gives one value each.
local a, b, c = async.all(function() async.sleep(2) return "a" end, function() end, function() return "c", "d" end)
assert(a == "a" and b == nil and c == "c")
assert(select("#", async.all()) == 0)
fails("broken", async.all, function() error "broken" end, function() async.sleep("10s") end)

-- spawn and wait: values, errors, twice.
local task = async.spawn(function(...) async.sleep(1) return select("#", ...), ... end, nil, 2)
local count, first, second = task:wait()
assert(count == 2 and first == nil and second == 2 and task:wait() == 2)
local failed = async.spawn(function() error({ kind = "mine" }) end)
for _ = 1, 2 do
    local ok, problem = pcall(failed.wait, failed)
    assert(not ok and problem.kind == "mine")
end

-- cancel: one that waits, one that never began, one that is done.
local waits = async.spawn(function() async.sleep("1h") end)
async.sleep(1)
waits:cancel()
assert(fails("cancelled", waits.wait, waits).kind == "cancelled")
local never = async.spawn(function() error "it began" end)
never:cancel()
assert(fails("cancelled", never.wait, never).kind == "cancelled")
task:cancel()
assert(task:wait() == 2)
-- One that is cancelled when its answer has come, but before it goes on, stops at its next wait.
local steps = {}
local ready
ready = async.spawn(function()
    async.sleep(1)
    steps[#steps + 1] = "one"
    async.sleep("1h")
    steps[#steps + 1] = "two"
end)
local own
own = async.spawn(function()
    own:cancel()
    steps[#steps + 1] = "own"
    async.sleep("1h")
end)
assert(fails("cancelled", own.wait, own).kind == "cancelled")
async.sleep(20)
ready:cancel()
assert(fails("cancelled", ready.wait, ready).kind == "cancelled" and table.concat(steps, " "):find("one"))
-- What a task cleans up when it is cancelled may wait.
local cleaned
local careful = async.spawn(function()
    local c <close> = setmetatable({}, { __close = function() async.sleep(1) cleaned = true end })
    async.sleep("1h")
end)
async.sleep(1)
careful:cancel()
fails("cancelled", careful.wait, careful)
assert(cleaned)

-- timeout gives what the function gave, or raises; then the function is cancelled, and nothing is left running.
assert(async.timeout("10s", function() async.sleep(1) return 5 end) == 5)
local late
assert(fails("took longer than 5ms", async.timeout, "5ms", function()
    local _, problem = pcall(async.sleep, "1h")
    late = problem.kind
end).kind == "timeout")
async.sleep(1)
assert(late == "cancelled")
fails("inside", async.timeout, "10s", function() error "inside" end)
local outer = async.spawn(function() async.timeout("1h", function() async.sleep("1h") end) end)
async.sleep(1)
outer:cancel()
assert(fails("cancelled", outer.wait, outer).kind == "cancelled")

-- Wrong use says how it is right.
fails("async.each takes a function last, not a nil", async.each, {})
fails("async.each: options are a table, not a number", async.each, {}, 5, print)
fails("async.each: concurrency is a whole number from 1, not 0", async.each, {}, { concurrency = 0 }, print)
fails("async.each takes a list or an iterator as its source, not a number", async.each, 5, print)
fails("async.spawn takes a function, not a nil", async.spawn)
fails("async.all takes functions; number 2 is a number", async.all, print, 2)
fails("async.timeout takes a function", async.timeout, 5)
fails("is no duration", async.sleep, "soon")
fails("there is no async.nothing", function() return async.nothing end)

-- The script ends when what it spawned has ended.
async.spawn(function()
    async.sleep(5)
    print "finished last"
end)
