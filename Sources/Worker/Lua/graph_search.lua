-- Search: a question in GraphQL. Its errors come with status 200, and are raised like any other.

local _, import = ...
local effects, answers, calls = import "effects", import "answers", import "calls"

local TASKS = { name = "task", module = "cc" }

-- What an error of the question itself never says.
local SERVICE_FAULTS = {
    "exception", "internal", "timed? ?out", "timeout", "unavailable", "service error", "connect", "try again", "overload",
}

local function is_service_fault(text)
    text = text:lower()
    for _, words in ipairs(SERVICE_FAULTS) do
        if text:find(words) then return true end
    end
    return false
end

-- The text of an error, and what else of it tells whose fault it is.
local function texts_of(problem)
    local fields = answers.object(problem)
    local message = answers.text(fields.message) or answers.text(problem) or "an error without a message"
    local extensions = answers.object(fields.extensions)
    local kind = answers.text(extensions.classification) or answers.text(extensions.code) or ""
    return message, message .. " " .. kind
end

-- cc.search(query, variables) -> data
return function(query, variables)
    if type(query) ~= "string" or (variables ~= nil and type(variables) ~= "table") then
        effects.invalid("cc.search takes a query and a table of variables, not a %s and a %s", type(query), type(variables))
    end
    local body, head = calls.ask(TASKS, "search", { query = query, variables = variables })
    local answer = answers.object(body)
    local problems = answers.object(answer.errors)
    if #problems == 0 then return answer.data end
    local messages, kind = {}, "invalid"
    for i, problem in ipairs(problems) do
        local message, told = texts_of(problem)
        messages[i] = effects.readable(message)
        if is_service_fault(told) then kind = "unavailable" end
    end
    effects.raise {
        kind = kind, operation = "cc.search", message = table.concat(messages, "; "), status = head.status,
        tracking_id = head.tracking_id, answer = body,
    }
end
