-- Requests to other services, where the run was granted their host.

local native, import = ...
local effects, near, secrets = import "effects", import "near", import "secrets"

local http = {}

local OPTIONS = { "json", "body", "file", "headers", "timeout" }

local function request(method, url, options)
    local who = "http." .. method:lower()
    options = near.options(who, options, OPTIONS)
    if options.json ~= nil and options.body ~= nil then effects.invalid("%s takes json or body, not both", who) end
    if options.file ~= nil then
        if options.json ~= nil or options.body ~= nil then effects.invalid("%s takes a file or a body, not both", who) end
        if method == "GET" then effects.invalid("%s sends no file; http.put does", who) end
        if type(options.file) ~= "string" then effects.invalid("%s: file is a path, not a %s", who, type(options.file)) end
    end
    local body, problem = options.body, nil
    if body ~= nil and type(body) ~= "string" then
        effects.invalid("%s: body is text, not a %s; json = … sends a table", who, type(body))
    end
    if options.json ~= nil then
        body, problem = native.json_encode(options.json)
        if not body then effects.invalid("%s: %s", who, problem) end
    end
    local headers
    if type(options.headers) == "table" then
        headers = {}
        for name, value in pairs(options.headers) do headers[name] = secrets.sendable(value) end
    elseif options.headers ~= nil then
        effects.invalid("%s: headers are a table of names and values, not a %s", who, type(options.headers))
    end
    local answer, bytes = effects.ask(who, "http", {
        method = method, url = secrets.sendable(url), headers = headers, json = options.json ~= nil or nil,
        file = options.file,
        timeout = options.timeout and import("time").duration(options.timeout),
    }, body)
    answer.body = bytes or ""
    -- What is no JSON has none: the body is there all the same.
    answer.json = native.json_decode(answer.body)
    return answer
end

for _, method in ipairs { "GET", "POST", "PUT", "PATCH", "DELETE" } do
    http[method:lower()] = function(url, options) return request(method, url, options) end
end

return http
