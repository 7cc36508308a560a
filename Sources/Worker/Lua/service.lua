-- The resources of a module, `cc` or `webex`: <module>.<resource>.<verb>(ids…, parameters or body, options).
-- What there is and what it takes is in the host's catalog; a name is not checked before it is called.

local _, import = ...
local effects, near, calls, resource_verbs = import "effects", import "near", import "calls", import "resource"

local REQUEST = { "method", "path", "query", "body", "options" }

local function resource_of(resource)
    local verbs = resource.module == "cc" and resource.name == "task" and import "task_list" or resource_verbs(resource)
    return setmetatable(verbs, {
        __name = "resource",
        __index = function(_, verb)
            return function(...) return (calls.ask(resource, tostring(verb), ...)) end
        end,
    })
end

-- Gives `members`, a table of what else the module has, its resources.
return function(module, members)
    local resources = setmetatable({}, { __mode = "v" })

    -- Any request to the service, by method and path; options are those of a call that the host takes.
    function members.request(request)
        local operation = module .. ".request"
        if type(request) ~= "table" then
            effects.invalid("%s takes { method=, path=, query=, body=, options= }, not a %s", operation, type(request))
        end
        near.options(operation, request, REQUEST)
        return calls.request(operation, {
            method = request.method, path = request.path, query = request.query, body = request.body, base = module,
            options = request.options,
        })
    end

    return setmetatable(members, {
        __index = function(_, name)
            if type(name) ~= "string" then return nil end
            local verbs = resources[name] or resource_of { name = name, module = module }
            resources[name] = verbs
            return verbs
        end,
    })
end
