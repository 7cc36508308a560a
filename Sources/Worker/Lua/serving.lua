-- A worker that serves: the host calls functions of a plugin or of rules, one at a time, and gets what they return.

local native, import = ...
local effects, tasks = import "effects", import "tasks"

local serving = {}

-- Letters of an error that the host is told.
local LONGEST = 2000

-- What went wrong, with the line where it did. Errors may be any value; `place` is where this one was raised.
function serving.problem(err, place)
    local text = effects.describe(err)
    local where = effects.text_field(err, "where") or place
    if type(err) == "string" and text:match("^[^\n]-:%d+: ") then where = nil end
    if where and text:sub(1, #where) ~= where then text = where .. " " .. text end
    text = effects.readable(text)
    if #text <= LONGEST then return text end
    return text:sub(1, utf8.offset(text, 0, LONGEST) - 1) .. "…"
end

-- Calls a function, and waits for all that it has started. Returns whether it went well, and what it returned or its problem.
function serving.call(fn, ...)
    local arguments = table.pack(...)
    local place
    local outcome = table.pack(xpcall(function()
        local values = table.pack(fn(table.unpack(arguments, 1, arguments.n)))
        tasks.finish()
        return table.unpack(values, 1, values.n)
    end, function(err)
        place = native.where()
        return { err }
    end))
    if outcome[1] then return table.unpack(outcome, 1, outcome.n) end
    tasks.cancel_all()
    pcall(tasks.finish)
    local err = outcome[2]
    if type(err) == "table" then err = err[1] end
    return false, serving.problem(err, place)
end

-- Answers calls until the host needs no more. `answer(function name, arguments)` returns as `serving.call` does.
function serving.run(answer)
    local done = {}
    while true do
        local call, arguments = effects.ask("serving", "served_next", done)
        if call.finished then return end
        local outcome = table.pack(answer(call["function"], arguments))
        done = { id = call.id }
        if outcome[1] then
            local values = native.json_list {}
            for i = 2, outcome.n do values[i - 1] = outcome[i] == nil and native.json_null or outcome[i] end
            local text, problem = native.json_encode(values)
            if text then
                done.values = values
            else
                done.problem = "it returned what cannot be told: " .. problem
            end
        else
            done.problem = outcome[2]
        end
    end
end

return serving
