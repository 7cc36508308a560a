-- Prints how many contacts each queue had in a window of time, the busiest first.
local recordings, run = require "recordings", require "run"

local args = run.args { { "--from", "date", default = "-7d", help = "start of the window" } }

local counts, queues = {}, {}
for task in recordings.tasks { from = args.from } do
    local queue = task.queue or "no queue"
    if not counts[queue] then queues[#queues + 1] = queue end
    counts[queue] = (counts[queue] or 0) + 1
end

table.sort(queues, function(a, b) return counts[a] > counts[b] end)
for _, queue in ipairs(queues) do print(counts[queue], queue) end
