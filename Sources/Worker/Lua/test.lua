-- What only tests have: whole runs of other scripts, each in a worker of its own, against the simulator of the file.

local native, import, facts = ...
local effects, near = import "effects", import "near"

local OPTIONS = { "read_only", "allow_changes", "allow_deletes", "allow_raw", "allow_write" }

local test = {
    -- Where scripts that are run here have their current folder; emptied before each test.
    folder = facts.testing.folder,
}

-- The script and its arguments as words, and what the run may do.
local function split(who, order)
    if type(order) ~= "table" then
        effects.invalid("%s takes { \"script.lua\", \"--option\", value … }, not a %s", who, type(order))
    end
    local words, options = native.json_list {}, {}
    for key, value in next, order do
        if math.type(key) ~= "integer" then options[key] = value end
    end
    near.options(who, options, OPTIONS)
    for i = 1, #order do
        local word = order[i]
        if type(word) ~= "string" and type(word) ~= "number" then
            effects.invalid("%s: argument %d is a %s, not text", who, i - 1, type(word))
        end
        words[i] = tostring(word)
    end
    if #words == 0 or words[1] == "" then effects.invalid("%s: which script? Its path stands first", who) end
    return table.remove(words, 1), words, options
end

-- Runs a script to its end. A failure of it is a result: { exit_code=, output=, errors=, folder=, run= }.
function test.run(order)
    local script, words, options = split("test.run", order)
    local result, output = effects.ask("test.run", "test_run", { script = script, words = words, options = options })
    result.output, result.folder = output or "", test.folder
    return result
end

-- Runs a script on what `patchbay run --record` kept of it, asking no org; its path and that of the recording are seen from the
-- file of tests. The result is that of test.run: a replay that differs from its recording fails.
function test.replay(script, recording)
    for _, path in ipairs { script or false, recording or false } do
        if type(path) ~= "string" or path == "" then
            effects.invalid("test.replay takes two paths: of a script, and of a recording of it")
        end
    end
    local result, output = effects.ask("test.replay", "test_replay", { script = script, recording = recording })
    result.output, result.folder = output or "", test.folder
    return result
end

return test
