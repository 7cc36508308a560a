-- Lists of tasks. They are walked by time: the service has no page numbers for them.

local native, import = ...
local paging, answers, calls = import "paging", import "answers", import "calls"

local task_list = {}

local function merged(parameters, extra)
    local copy = {}
    for key, value in pairs(parameters or {}) do copy[key] = value end
    for key, value in pairs(extra) do copy[key] = value end
    return copy
end

local function warn(text)
    native.notice("log", { level = "warn", text = text })
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
    local from, to = paging.window("task.each", parameters.from, parameters.to)
    if from == to then return function() end end
    return paging.tasks(function(start, size)
        local asked = merged(parameters, { from = start, to = to, pageSize = size })
        return tasks_of(calls.ask("task.list", asked, options or {}))
    end, { from = from, to = to, size = parameters.pageSize }, warn, function(count)
        native.notice("tally", { tasks = count })
    end)
end

-- All tasks; with a size of page, that one page.
function task_list.list(parameters, options)
    if parameters and parameters.pageSize then
        local body, head = calls.ask("task.list", parameters, options or {})
        return answers.list("task.list", head, body)
    end
    local all = {}
    for task in task_list.each(parameters, options) do all[#all + 1] = task end
    return native.json_list(all)
end

return task_list
