-- Captures by task: tasks without any are told too, and one that the service refuses keeps nothing from the others.
local recordings, time = require "recordings", require "time"

local from = time.now() - 9 * time.day
local all = {}
for task in recordings.tasks { from = from } do all[#all + 1] = task end

local flat, order = {}, {}
for capture in recordings.captures(all, { consult = true }) do flat[#flat + 1] = capture.id end
local place, none = 0, 0
for entry in recordings.by_task(all, { consult = true }) do
    assert(not order[entry.task.id] and not entry.problem)
    order[entry.task.id] = true
    if #entry.captures == 0 then none = none + 1 end
    for _, capture in ipairs(entry.captures) do
        place = place + 1
        assert(capture.task == entry.task)
    end
end
assert(place == #flat and none > 0, none)
for _, task in ipairs(all) do assert(order[task.id]) end

-- An id that cannot be asked for stands among nine others.
local odd = { id = "no id at all", started = all[1].started, raw = {} }
local problems, captures = {}, 0
for entry in recordings.by_task({ odd, table.unpack(all) }, { consult = true }) do
    captures = captures + #entry.captures
    if entry.problem then problems[#problems + 1] = entry end
end
assert(#problems == 1 and problems[1].task == odd and problems[1].problem.kind == "invalid")
assert(captures == #flat)
