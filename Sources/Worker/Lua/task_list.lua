-- Lists of tasks. They are walked by time: the service has no page numbers for them.

local native, import = ...
local task_walk, answers, arguments, calls = import "task_walk", import "answers", import "arguments", import "calls"
local effects = import "effects"

local task_list = {}

local TASKS = { name = "task", module = "cc" }

local function warn(gap)
    effects.tell("log", { level = "warn", text = gap.message })
end

-- The options of a walk, and what of them goes on to each call.
local function split(options)
    if type(options) ~= "table" or options.gap == nil then return warn, options end
    if type(options.gap) ~= "function" then
        effects.invalid("task.each: gap is a function that is told of tasks that cannot be listed, not a %s", type(options.gap))
    end
    local others = {}
    for name, value in pairs(options) do
        if name ~= "gap" then others[name] = value end
    end
    return options.gap, next(others) and others or nil
end

-- The tasks of a page, with what a walk needs to know of each.
local function tasks_of(body, head)
    local page = {}
    for position, task in ipairs(answers.objects("task.list", head, body, "tasks")) do
        local id = answers.text(task.id)
        if not id then answers.refuse("task.list", head, ("task %d of the answer has no id"):format(position)) end
        local created = answers.instant(answers.object(task.attributes).createdTime)
        if not created then answers.refuse("task.list", head, ("task %s has no createdTime"):format(id)) end
        page[position] = { id = id, created = created, task = task }
    end
    return page
end

function task_list.each(parameters, options)
    parameters = parameters or {}
    local from, to = task_walk.window("task.each", parameters.from, parameters.to)
    local on_gap, others = split(options)
    if from == to then return function() end end
    return task_walk.each(function(start, size, stop)
        local asked = arguments.merged(parameters, { from = start, to = stop, pageSize = size })
        return tasks_of(calls.with(TASKS, "list", {}, asked, others))
    end, { from = from, to = to, size = parameters.pageSize }, on_gap, function(count)
        effects.tell("tally", { tasks = count })
    end)
end

-- All tasks; with a size of page, that one page.
function task_list.list(parameters, options)
    if parameters and parameters.pageSize then
        local body, head = calls.with(TASKS, "list", {}, parameters, options)
        return answers.list("task.list", head, body)
    end
    local all = {}
    for task in task_list.each(parameters, options) do all[#all + 1] = task end
    return native.json_list(all)
end

-- What other resources have, and tasks cannot: their list takes no filter, and none of them can be read by its id.
for _, verb in ipairs { "find", "get", "lookup", "wait_for", "ensure", "as_new" } do
    task_list[verb] = function()
        effects.raise {
            kind = "invalid", operation = "task." .. verb, message = "tasks can only be walked: each, list",
            hint = "walk them with cc.task.each { from = …, to = … }, or ask with cc.search",
        }
    end
end

return task_list
