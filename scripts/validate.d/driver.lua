-- Makes every call of plan.json, in its order, and prints what became of each as a line of JSON.
local cc, webex, json, run = require "cc", require "webex", require "json", require "run"

local args = run.args { { "--secret", "secret", required = true, help = "what stands for every secret of a body" } }
local modules = { cc = cc, webex = webex }
local plan = json.read "plan.json"

-- Objects by resource: those that were created here, the newest last, and those that lists showed.
local created, listed = {}, {}
local creators = {}
local serial = 0

local secrets = {}
for _, name in ipairs(plan.secrets) do secrets[name] = true end

for _, call in ipairs(plan.calls) do
    if call.is_creating then creators[call.resource] = call end
end

local function objects_in(answer)
    if type(answer) ~= "table" then return {} end
    if answer.id ~= nil then return { answer } end
    for _, key in ipairs { "data", "items", "Resources", "resources" } do
        local found = answer[key]
        if type(found) == "table" then return found[1] ~= nil and found or { found } end
    end
    return answer[1] ~= nil and answer or { answer }
end

local function keep(pool, resource, answer)
    pool[resource] = pool[resource] or {}
    for _, object in ipairs(objects_in(answer)) do
        if type(object) == "table" then table.insert(pool[resource], object) end
    end
end

-- The first of some fields that an object has.
local function value_of(object, fields)
    for _, field in ipairs(fields) do
        if object[field] ~= nil then return object[field] end
    end
end

local ID = { "id" }

-- Fields of an object that exists: of the newest that was created, else of one that a list showed.
local function known(resource, fields)
    local own, seen = created[resource] or {}, listed[resource] or {}
    for i = #own, 1, -1 do
        local value = value_of(own[i], fields)
        if value ~= nil then return value end
    end
    for _, object in ipairs(seen) do
        local value = value_of(object, fields)
        if value ~= nil then return value end
    end
end

-- A copy in which ids of other objects are those of objects that exist.
local function with_references(value, key)
    local resource = plan.references[key]
    if secrets[key] then
        return args.secret
    elseif type(value) == "string" then
        return resource and known(resource, ID) or value
    elseif type(value) ~= "table" then
        return value
    end
    local copy = {}
    for field, inner in pairs(value) do
        copy[field] = with_references(inner, type(field) == "number" and key or field)
    end
    if value[1] ~= nil or json.encode(value) == "[]" then return json.array(copy) end
    return copy
end

-- Names that nothing else bears, also of the part of a form that describes its file.
local function with_new_names(body)
    serial = serial + 1
    for _, field in ipairs { "name", "userName", "displayName", "email", "number", "phoneNumber" } do
        if type(body[field]) == "string" then
            local is_address = field == "userName" or field == "email"
            body[field] = is_address and serial .. body[field] or body[field]:gsub("^[^.]*", "%0" .. serial, 1)
        end
    end
    for field, part in pairs(body) do
        if type(field) == "string" and field:find "Info$" and type(part) == "table" then with_new_names(part) end
    end
    if type(body.emails) == "table" and type(body.emails[1]) == "string" then body.emails[1] = serial .. body.emails[1] end
    return body
end

-- Verbs that take the objects themselves, and make the body of many of them.
local BULK = { bulk_save = true, bulk_patch = true }

local function items_of(call, body)
    local items = {}
    for _, entry in ipairs(body.items) do
        local item = entry.item
        if call.verb == "bulk_patch" then
            item.id = known(call.resource, ID) or item.id
        else
            item.id = nil
            item = with_new_names(item)
        end
        table.insert(items, item)
    end
    return json.array(items)
end

local perform

local function id_for(call, source)
    if not (source.is_own and call.is_delete) then
        local value = known(source.resource, source.fields)
        -- Where the path takes a number, no other id will do.
        local is_fitting = value and (not source.example:find "^%+?%d+$" or tostring(value):find "^%+?%d+$")
        return is_fitting and value or source.example
    end
    -- What is deleted is made for it, where that can be, so that nothing refers to it.
    local creator = creators[source.resource]
    if creator then pcall(perform, creator) end
    local object = table.remove(created[source.resource] or {})
    return object and value_of(object, source.fields) or known(source.resource, source.fields) or source.example
end

function perform(call)
    local arguments = {}
    for _, source in ipairs(call.ids) do table.insert(arguments, id_for(call, source)) end
    local own = arguments[#arguments]
    local parameters, options = with_references(call.parameters), with_references(call.options)
    if call.has_body then
        local body = with_references(call.body)
        if call.verb == "create" or call.verb == "update" then body = with_new_names(body) end
        if (call.verb == "update" or call.verb == "patch") and body.id ~= nil then body.id = own end
        if next(parameters) then options.query = parameters end
        table.insert(arguments, BULK[call.verb] and items_of(call, body) or body)
    elseif next(parameters) or next(options) then
        table.insert(arguments, parameters)
    end
    if next(options) then table.insert(arguments, options) end
    local answer = modules[call.module][call.resource][call.verb](table.unpack(arguments))
    if type(answer) == "function" then
        for _ in answer do end
    end
    if BULK[call.verb] then
        for _, outcome in ipairs(answer) do
            if not outcome.ok then error(outcome.error, 0) end
        end
    end
    if call.is_creating then
        keep(created, call.resource, answer)
    elseif call.verb == "list" then
        keep(listed, call.resource, answer)
    end
end

for _, call in ipairs(plan.calls) do
    local ok, problem = pcall(perform, call)
    local outcome = { name = call.name, ok = ok }
    if not ok then
        -- Without a status it got no answer.
        outcome.was_sent = type(problem) == "table" and problem.status ~= nil
        outcome.message = tostring(problem)
    end
    print(json.encode(outcome))
end
