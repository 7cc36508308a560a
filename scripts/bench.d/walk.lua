-- Counts the first tasks of a window: what is walked is never held, so memory must not depend on how many there are.

local cc  = require "cc"
local run = require "run"

local args = run.args {
    { "--from", "date",    required = true },
    { "--to",   "date",    required = true },
    { "--most", "integer", required = true, help = "tasks to walk" },
}

local count = 0
for _ in cc.task.each { from = args.from, to = args.to } do
    count = count + 1
    if count == args.most then break end
end
assert(count == args.most)
print(count)
