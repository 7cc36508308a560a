-- Objects that hold less than the service has of them. Sent back, they would erase what they lack.

local _, import = ...
local effects = import "effects"

local incomplete = {}

local reasons = setmetatable({}, { __mode = "k" })

function incomplete.mark(object, reason) reasons[object] = reason end

-- Why an object is incomplete; nil for one that is whole, and for what is no object.
function incomplete.reason(object) return object ~= nil and reasons[object] or nil end

-- The error of an operation that would write such an object back.
function incomplete.error(operation, object)
    return {
        kind = "invalid", operation = operation,
        message = reasons[object] .. ": written back, what it lacks would be erased",
        hint = "read it by its id, or list with { whole = true }",
    }
end

-- Raises it, if one of the arguments is such an object.
function incomplete.refuse(operation, ...)
    for _, value in pairs { ... } do
        if reasons[value] then effects.raise(incomplete.error(operation, value)) end
    end
end

return incomplete
