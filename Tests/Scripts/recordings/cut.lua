-- options: --task-order descending --task-cap 7 --burst 9
-- Answers that are cut at seven, the latest first: nothing is missing but what no request can reach, and that is told.
local recordings, time = require "recordings", require "time"

local from, gaps, count, last, seen = time.now() - 9 * time.day, {}, 0, 0, {}
for task in recordings.tasks { from = from, gap = function(gap) gaps[#gaps + 1] = gap end } do
    assert(task.started >= last and not seen[task.id])
    last, seen[task.id], count = task.started, true, count + 1
end
assert(#gaps == 1 and gaps[1].tasks == 7 and gaps[1].to == gaps[1].from + 1, #gaps)
assert(count == 60 - 2, count)
