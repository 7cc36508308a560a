-- The contact centre: cc.<resource>.<verb>(ids…, parameters or body, options).
-- What there is and what it takes is in the host's catalog; a name is not checked before it is called.

local native, import = ...
local calls, changes, resource_verbs = import "calls", import "changes", import "resource"

local cc = { null = native.json_null, changes = changes.between, contains = changes.contains }

local resources = setmetatable({}, { __mode = "v" })

local function resource_of(resource)
    local verbs = resource == "task" and import "task_list" or resource_verbs(resource)
    return setmetatable(verbs, {
        __index = function(_, verb)
            return function(...) return (calls.ask(resource .. "." .. tostring(verb), ...)) end
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
