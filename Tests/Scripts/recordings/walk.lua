-- options: --allow-write
-- Tasks, captures, downloads and metadata, against the simulator.
local recordings, fs, json, csv, time = require "recordings", require "fs", require "json", require "csv", require "time"

local function fails(pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern), tostring(err))
end
local from = time.now() - 9 * time.day
local all, last, queue = {}, 0, nil
for task in recordings.tasks { from = from } do
    assert(task.started >= last and task.started >= from and not all[task.id])
    assert(task.raw.id == task.id and math.type(task.started) == "integer")
    last, all[task.id], queue = task.started, task, queue or task.queue
    all[#all + 1] = task
end
assert(#all == 60, #all)
-- A window takes its first instant in and its last out.
local middle = all[30].started
local before, after = 0, 0
for _ in recordings.tasks { from = from, to = middle } do before = before + 1 end
for _ in recordings.tasks { from = middle } do after = after + 1 end
assert(before + after == 60 and before < 30)
for _ in recordings.tasks { from = middle, to = middle } do error "an empty window has no task" end

-- Filters by name and id, without regard to case and blanks.
local count = 0
for _, task in ipairs(all) do if task.queue == queue then count = count + 1 end end
local function filtered(options)
    local n = 0
    options.from = from
    for _ in recordings.tasks(options) do n = n + 1 end
    return n
end
assert(filtered { queues = " " .. queue:upper() .. " " } == count and filtered { queues = { queue, "x" } } == count and filtered { queues = "x" } == 0)
fails("queues are names or ids, not a number", recordings.tasks, { from = from, queues = { 5 } })
fails("from is an instant in milliseconds, not nil", recordings.tasks, {})
fails("from is an instant in milliseconds, not 2026", recordings.tasks, { from = "2026-11-01" })
fails("recordings.tasks takes a table", recordings.tasks)
fails("recordings.tasks: to %(1970%-01%-01T00:00:00.001Z%) lies before from %(1970%-01%-01T00:00:00.002Z%)", recordings.tasks, { from = 2, to = 1 })
fails("recordings.captures takes tasks of recordings.tasks, not a string", function()
    for _ in recordings.captures { "id" } do end
end)

-- Captures come in the order of their tasks, from a list or an iterator, each id once.
local ids, order, place = {}, {}, 0
for i, task in ipairs(all) do order[task.id] = i end
local captures = {}
for capture in recordings.captures(recordings.tasks { from = from }) do
    assert(order[capture.task.id] >= place and not ids[capture.id] and capture.call_type ~= "consult")
    place, ids[capture.id] = order[capture.task.id], true
    captures[#captures + 1] = capture
end
assert(#captures > 10)
local function number(options)
    local n = 0
    for capture in recordings.captures({ table.unpack(all) }, options) do n = n + 1 end
    return n
end
assert(number() == #captures and number { consult = true } >= #captures and number { transcripts = true } > #captures and number { segments = true } > #captures)
for _ in recordings.captures {} do error "no tasks have no captures" end
fails("boom", function() for _ in recordings.captures(function() error "boom" end) do end end)
-- Leaving the walk early is no harm.
for _ in recordings.captures(recordings.tasks { from = from }) do break end

-- A download with its metadata; the second time nothing is asked.
local capture = captures[1]
local path = recordings.name(capture, "rec/{task_id}-{capture_id}{extension}")
local file = recordings.download(capture, path, { metadata = true })
assert(file.downloaded and file.bytes > 44 and #file.sha256 == 64 and #fs.read(path) == file.bytes)
local beside
for _, entry in ipairs(fs.list "rec") do if entry.name:find "%.json$" then beside = entry.name end end
local text = fs.read(fs.join("rec", beside))
local metadata = json.decode(text)
assert(metadata.id == capture.id and metadata.task.id == capture.task.id and metadata.raw.capture and not text:find("filePath", 1, true))
assert(not text:find("signature", 1, true) and not text:find("token", 1, true))
assert(recordings.download(capture, path).downloaded == false)
fails("takes a capture of recordings.captures, not a string", recordings.download, "x", "y")
fails("", recordings.download, capture, "../outside.wav")
fails("", recordings.download, capture, "/tmp/outside.wav")
