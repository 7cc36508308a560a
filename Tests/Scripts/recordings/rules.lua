-- Rules run in a worker of their own: what one does to itself harms no other recording.
local recordings, run = require "recordings", require "run"

local function place(name) return run.folder .. "/rules/" .. name .. ".lua" end

local rules = recordings.rules { place "kept", place "second" }
assert(table.concat(rules.files, " ") == "kept.lua second.lua" and #rules.hash == 64)

local selected = rules.select { { queue = "Payments" }, { queue = "Support" } }
assert(selected[1].keep and not selected[2].keep and selected[2].rule == "kept.lua" and #selected == 2)

local function capture(id, sensitive)
    return { id = id, extension = ".wav", sensitive = sensitive or false, task = { id = "t", queue = "Payments" } }
end

local changed = capture "changes"
local verdicts = rules.judge {
    capture "good", capture("hidden", true), capture "raises", capture "text", capture "loops", capture "waits", changed,
    capture "odd", capture "short", capture "plain", capture "last",
}
assert(#verdicts == 11)
assert(verdicts[1].keep and table.concat(verdicts[1].path, "/") == "Payments/good.wav")
assert(verdicts[1].metadata.queue == "Payments")
assert(verdicts[2].reason == "marked sensitive" and verdicts[2].rule == "kept.lua" and not verdicts[2].problem)

local function fails(position, pattern)
    local verdict = verdicts[position]
    assert(not verdict.keep and verdict.problem and verdict.problem:find(pattern), verdict.problem)
end
fails(3, "^kept.lua:10: no such thing")
fails(4, '^kept.lua:8: keep returned the text "yes"')
fails(5, "took longer than 5s, at kept.lua:13")
fails(6, "kept.lua:15: cannot wait inside kept.lua's keep")
assert(verdicts[7].keep and changed.task.queue == "Payments")
fails(8, "^kept.lua:20: path returned a table")
assert(verdicts[9].rule == "second.lua" and verdicts[9].reason == "too short")
fails(10, "^second.lua:7: metadata returned a table")
assert(verdicts[11].keep and #rules.judge {} == 0)

assert(rules.after({ path = "good" }, capture "good") == nil)
assert(rules.after({ path = "bad" }, capture "good"):find "kept.lua:26: not archived")

local function refused(files, pattern)
    local ok, err = pcall(recordings.rules, files)
    assert(not ok and tostring(err):find(pattern), tostring(err))
end
refused(place "misspelt", "misspelt.lua: there is no rule keeep; did you mean keep?")
refused(place "number", "number.lua returns a table of functions, not a number")
refused({ place "kept", place "raising" }, "raising.lua:2: not today")
refused(place "missing", "missing.lua")
refused({}, "takes the path of a file")
refused("/etc/passwd", "passwd")
