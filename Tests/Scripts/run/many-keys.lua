-- options: --max-memory 16M
-- exit: 4
-- error: same key as row 100005
-- Keys that were seen need little memory, whatever their length and number; the row of each is known, also of those beyond
-- 100,000, which the host keeps.
local run = require "run"
local function source()
    local i = 0
    return function()
        i = i + 1
        if i > 100012 then return nil end
        return ("person-%d-%s@example.com"):format(i == 100011 and 77 or i == 100012 and 100005 or i, ("x"):rep(40))
    end
end
local totals = run.rows(source(), { key = function(item) return item end }, function() end)
assert(totals.total == 100012 and totals.failed == 2)
-- Numbers are keys as they are compared: 1 is 1.0, and a text is another.
totals = run.rows({ 1, 1.0, "1", 1.5, 2^53, (1 << 53) + 1, "", "\0" }, { key = function(item) return item end }, function() end)
assert(totals.failed == 1, totals.failed)
