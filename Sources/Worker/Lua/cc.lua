-- The contact centre's operations: cc.<resource>.<verb>(ids…, parameters or body, options).
-- What there is and what it takes is in the host's catalog; a name is not checked before it is called.

local native, import = ...
local effects, paging, answers = import "effects", import "paging", import "answers"

local cc = { null = native.json_null }

-- One operation, asked of the host: its answer, and the head with status, tracking_id and paging style.
local function call(operation, ...)
    local arguments = table.pack(...)
    local list = {}
    for i = 1, arguments.n do
        if arguments[i] == nil then
            effects.raise {
                kind = "invalid", operation = operation,
                message = ("argument %d is nil; leave it out or write {}"):format(i),
            }
        end
        list[i] = arguments[i]
    end
    local head, body = effects.ask(operation, "call", { operation = operation, arguments = native.json_list(list) })
    return body, head
end

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

-- Tasks are walked by time: the service has no page numbers for them.
local function each_task(parameters, options)
    parameters = parameters or {}
    local from, to = paging.window("task.each", parameters.from, parameters.to)
    if from == to then return function() end end
    return paging.tasks(function(start, size)
        return tasks_of(call("task.list", merged(parameters, { from = start, to = to, pageSize = size }), options or {}))
    end, { from = from, to = to, size = parameters.pageSize }, warn, function(count)
        native.notice("tally", { tasks = count })
    end)
end

-- Lists with page numbers.
local function each_numbered(resource)
    local operation = resource .. ".list"
    return function(parameters, options)
        return paging.numbered(function(number)
            local body, head = call(operation, merged(parameters, { page = number }), options or {})
            local list = answers.list(operation, head, body)
            return list, answers.integer(answers.object(body.meta).totalPages)
        end)
    end
end

local resources = setmetatable({}, { __mode = "v" })

local function resource_of(resource)
    local verbs = { each = resource == "task" and each_task or each_numbered(resource) }
    function verbs.list(parameters, options)
        if parameters and (parameters.page or (resource == "task" and parameters.pageSize)) then
            local body, head = call(resource .. ".list", parameters, options or {})
            return answers.list(resource .. ".list", head, body)
        end
        local all = {}
        for object in verbs.each(parameters, options) do all[#all + 1] = object end
        return native.json_list(all)
    end
    return setmetatable(verbs, {
        __index = function(_, verb)
            return function(...) return (call(resource .. "." .. tostring(verb), ...)) end
        end,
    })
end

return setmetatable(cc, {
    __index = function(_, resource)
        if type(resource) ~= "string" then return nil end
        local verbs = resources[resource] or resource_of(resource)
        resources[resource] = verbs
        return verbs
    end,
})
