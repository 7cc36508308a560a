-- Files of rules at work, in a worker of their own: what they say of tasks and captures. Each answers for what it was asked
-- alone, and one that fails or returns something else than it should is told by its file and line; all else goes on.

local native, import, facts = ...
local effects, near, requiring, serving = import "effects", import "near", import "requiring", import "serving"

local KNOWN = { "select", "keep", "path", "metadata", "after", "row" }

local files = {}

local function load_file(number, name)
    local _, text = effects.ask(name, "rules_source", { file = number })
    local rules = requiring.load_script(text, name, requiring.environment("rules:" .. number))()
    if type(rules) ~= "table" then
        effects.invalid("%s returns a table of functions, not %s", name, type(rules) == "nil" and "nothing" or "a " .. type(rules))
    end
    for key, value in pairs(rules) do
        local is_known = false
        for _, known in ipairs(KNOWN) do is_known = is_known or known == key end
        if not is_known then
            effects.invalid("%s: there is no rule %s%s", name, near.shown(key), near.hint(key, KNOWN, ""))
        end
        if type(value) ~= "function" then
            effects.invalid("%s: %s is a function, not a %s", name, key, type(value))
        end
    end
    return rules
end

-- What a rule returned, for an error: short.
local function shown(value)
    if value == nil then return "nothing" end
    if type(value) == "string" then return ("the text %q"):format(#value > 40 and value:sub(1, 40) .. "…" or value) end
    if type(value) == "table" then return native.json_is_list(value) and "a list" or "a table" end
    return type(value) == "function" and "a function" or ("the %s %s"):format(type(value), tostring(value))
end

-- A copy in depth. Each function of each file gets one of its own: what it changes is nobody else's.
local function fresh(value)
    if type(value) ~= "table" then return value end
    local copy = native.json_copy(value)
    for key, inner in pairs(copy) do copy[key] = fresh(inner) end
    return copy
end

-- What a rule is given: the task, or the task and the capture that belongs to it.
local function given(task, capture)
    if not capture then return fresh(task) end
    capture = fresh(capture)
    return capture.task, capture
end

-- Calls a rule. It may not wait, or the others would wait for it. Returns what it gave, or nil and its problem.
local function ask(file, rule, ...)
    local arguments = table.pack(given(...))
    local result
    local ok, problem = serving.call(native.unwaiting, file.name .. "'s " .. rule, function()
        result = table.pack(file.rules[rule](table.unpack(arguments, 1, arguments.n)))
    end)
    if not ok then return nil, ("%s (in %s)"):format(problem, rule) end
    return result
end

local function wrong(file, rule, value, must, why)
    local place = native.defined(file.rules[rule]) or file.name
    local returned = why and ("%s (%s)"):format(shown(value), why) or shown(value)
    return ("%s: %s returned %s; it must return %s"):format(place, rule, returned, must)
end

-- Asks the files for a yes or no, in order. Returns a verdict for one that says no, or nil.
local function refused(rule, must, allows_nothing, ...)
    for _, file in ipairs(files) do
        if file.rules[rule] then
            local result, problem = ask(file, rule, ...)
            local answer = result and result[1]
            if answer == nil and allows_nothing then answer = false end
            if result and type(answer) ~= "boolean" then problem = wrong(file, rule, result[1], must) end
            if not problem and not answer and result[2] ~= nil and type(result[2]) ~= "string" then
                problem = wrong(file, rule, result[2], "its reason as text")
            end
            if problem then return { keep = false, rule = file.name, problem = problem } end
            if not answer then return { keep = false, rule = file.name, reason = result[2] } end
        end
    end
end

-- A path is text, or a list of parts, each text or a number.
local function is_path(value)
    if type(value) == "string" then return value ~= "" end
    if type(value) ~= "table" or #value == 0 then return false end
    local count = 0
    for key, part in pairs(value) do
        if math.type(key) ~= "integer" or type(part) ~= "string" and type(part) ~= "number" then return false end
        count = count + 1
    end
    return count == #value
end

-- Metadata is a table with names. Returns whether it is, and of one that JSON cannot hold which field that is.
local function is_metadata(value)
    if type(value) ~= "table" or next(value) ~= nil and (native.json_is_list(value) or #value > 0) then return false end
    if native.json_encode(value) then return true end
    for name, field in pairs(value) do
        local _, problem = native.json_encode(native.json_list { field })
        if type(name) ~= "string" then return false, "a name that is " .. shown(name) end
        if problem then return false, ("%s is %s"):format(name, shown(field)) end
    end
    return false
end

-- What the first file says that says anything. Returns it, or nil and a problem with its file.
local function first(rule, is_right, must, ...)
    for _, file in ipairs(files) do
        if file.rules[rule] then
            local result, problem = ask(file, rule, ...)
            if problem then return nil, problem, file.name end
            local value = result[1]
            if value ~= nil then
                local right, why = is_right(value)
                if not right then return nil, wrong(file, rule, value, must, why), file.name end
                return value
            end
        end
    end
end

local BOOLEAN = "true or false"

local function selected(task)
    return refused("select", BOOLEAN, true, task) or { keep = true }
end

local function judged(capture)
    local task = capture.task
    local verdict = refused("keep", BOOLEAN, false, task, capture)
    if verdict then return verdict end
    local path, problem, rule = first("path", is_path, "text, or a list of parts that are text or numbers", task, capture)
    local metadata
    if not problem then
        metadata, problem, rule = first("metadata", is_metadata, "a table with names that JSON can hold", task, capture)
    end
    if problem then return { keep = false, rule = rule, problem = problem } end
    if type(path) == "table" then path = native.json_list(path) end
    return { keep = true, path = path, metadata = metadata }
end

-- What is done when a recording is safe. Returns the problems of those files that have one.
local function after(item)
    local problems = native.json_list {}
    for _, file in ipairs(files) do
        if file.rules.after then
            local ok, problem = serving.call(file.rules.after, fresh(item.file), given(item.capture.task, item.capture))
            if not ok then problems[#problems + 1] = ("%s (in after)"):format(problem) end
        end
    end
    return problems
end

local functions = { select = selected, judge = judged, after = after }

return function()
    local has, places = {}, {}
    for number, name in ipairs(facts.plugin.files) do
        local file = { name = name, rules = load_file(number, name) }
        files[number] = file
        for _, rule in ipairs(KNOWN) do has[rule] = has[rule] or file.rules[rule] ~= nil end
        for rule, fn in pairs(file.rules) do places[native.defined(fn) or ""] = rule end
    end
    serving.run(function(name, items)
        if name == "has" then return true, has, places end
        local answers = native.json_list {}
        for position, item in ipairs(items) do answers[position] = functions[name](item) end
        return true, answers
    end)
end
