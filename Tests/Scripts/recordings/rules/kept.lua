-- Rules that say no to some, name all, and have modules beside them.
local words = require "words"

local rules = {}

function rules.select(task) return task.queue == "Payments" or nil end

function rules.keep(task, capture)
    if capture.sensitive then return false, words.sensitive end
    if capture.id == "raises" then error("no such thing") end
    if capture.id == "text" then return "yes" end
    if capture.id == "loops" then
        while true do end
    end
    if capture.id == "waits" then require "http".get("http://127.0.0.1:1/") end
    if capture.id == "changes" then task.queue = "somewhere else" end
    return true
end

function rules.path(task, capture)
    if capture.id == "odd" then return { {} } end
    return { task.queue, capture.id .. capture.extension }
end

function rules.after(file, task, capture)
    if file.path == "bad" then error("not archived") end
end

return rules
