-- The errors of a bulk request's items, shaped as those of single calls.

local _, import = ...
local effects, answers = import "effects", import "answers"

local item_errors = {}

-- What a status means, as the host says it of single calls.
local MEANINGS = {
    [400] = { "invalid", "the service refused the change as invalid" },
    [401] = { "signed_out", "the service does not accept the access token" },
    [403] = { "forbidden", "the service does not permit this" },
    [404] = { "not_found", "the service knows no such object" },
    [409] = { "conflict", "a like object exists, or this one was changed meanwhile" },
    [412] = { "in_use", "it is still referred to elsewhere" },
    [422] = { "invalid", "the service refused the change as invalid" },
    [423] = { "conflict", "it is locked at the moment" },
    [429] = { "rate_limited", "the service takes no more requests at the moment" },
}

-- All texts that a person could read in an answer's error.
local function texts(value, found, depth)
    if type(value) == "string" and value ~= "" then
        found[#found + 1] = value
    elseif type(value) == "table" and depth < 5 then
        for _, item in ipairs(value) do texts(item, found, depth + 1) end
        for _, name in ipairs { "description", "message", "errorMessage", "detail", "reason" } do
            texts(value[name], found, depth + 1)
        end
    end
    return found
end

-- The error of an item of the answer; nil when it was done.
function item_errors.of(operation, answer, head)
    local status = answers.integer(answer.status)
    if status and status >= 200 and status < 300 then return nil end
    local api_error = answers.object(answer.apiError)
    local meaning = MEANINGS[status] or { status and status >= 500 and "unavailable" or "http", "unexpected answer" }
    local said = table.concat(texts(api_error.error or api_error, {}, 0), "; ")
    if said == "" then said = answers.text(answers.object(api_error.error).key) or meaning[2] end
    return effects.made {
        kind = api_error.denied == true and "denied" or meaning[1], operation = operation, message = said, status = status,
        tracking_id = answers.text(api_error.trackingId) or head.tracking_id, answer = answer,
    }
end

-- The error of an item that the answer says nothing of.
function item_errors.unanswered(operation, head)
    return effects.made {
        kind = "in_doubt", operation = operation, status = head.status, tracking_id = head.tracking_id,
        message = "the service's answer says nothing of this change",
        hint = "it may have been made: read the object to see",
    }
end

-- An error for each of those that shared a request: the place in the script is each one's own.
function item_errors.copy(problem)
    if type(problem) ~= "table" then return problem end
    local copy = {}
    for name, value in pairs(problem) do copy[name] = value end
    copy.where = nil
    return effects.made(copy)
end

return item_errors
