-- options: --plan --timeout 60s
-- output: *
-- In a plan no sleep is waited for, but the time that it takes has passed for the script.
local async, time, cc = require "async", require "time", require "cc"
local clock, began = os.time(), time.now()

local function passed() return (time.now() - began) // 1000 end

async.sleep("1s")
assert(passed() == 1)
-- Those that sleep at once are ahead together.
async.each({ 1, 2, 3, 4, 5 }, function() async.sleep("10s") end)
assert(passed() == 11, passed())

-- They wake in the order of the clock, and who asks the service in between is not overtaken.
local order = {}
async.all(
    function() async.sleep("3s") order[#order + 1] = "three" end,
    function() async.sleep("1s") order[#order + 1] = "one" async.sleep("1s") order[#order + 1] = "two" end,
    function() cc.site.list() order[#order + 1] = "asked" end)
assert(table.concat(order, " ") == "asked one two three", table.concat(order, " "))

-- A loop with a deadline ends; so does what has a time limit; what is faster than its limit does not.
local deadline = time.now() + 5 * time.second
local rounds = 0
while time.now() < deadline do
    rounds = rounds + 1
    async.sleep("1s")
end
assert(rounds == 5)
local ok, err = pcall(async.timeout, "2s", function() async.sleep("3s") end)
assert(not ok and err.kind == "timeout", tostring(err))
assert(async.timeout("3s", function() async.sleep("2s") return "done" end) == "done")
assert(async.timeout("1s", function() return #cc.site.list() > 0 end))

-- Who sleeps can be cancelled, and what sleeps in the background keeps nobody.
local sleeper = async.spawn(function() async.sleep("1h") end)
async.sleep("1s")
sleeper:cancel()
ok, err = pcall(sleeper.wait, sleeper)
assert(not ok and err.kind == "cancelled" and passed() < 60, tostring(err))
assert(os.time() - clock == passed())
