-- options: --task-limit 10
-- A service that refuses windows of more than ten tasks is asked in halves.
local recordings, time = require "recordings", require "time"

local from, count, last = time.now() - 9 * time.day, 0, 0
for task in recordings.tasks { from = from } do
    assert(task.started >= last)
    last, count = task.started, count + 1
end
assert(count == 60, count)
