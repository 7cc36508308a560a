-- Objects found by their fields: with a filter of the service, and compared again here, since a service may match more
-- than it was asked for (capitals, patterns, the beginning of a name).

local _, import = ...
local effects, near, calls, once = import "effects", import "near", import "calls", import "once"
local filters, incomplete = import "filters", import "incomplete"

local finding = {}

-- What is read at most to offer near names: a few requests, since a hint is worth no more. Of a long list, and of one that
-- comes in small pages, a near name further on is not told.
local MOST_PAGES, MOST_NAMES = 5, 10000

local names = {}

-- "; did you mean …?" for a name that is not there. What keeps the names from being read is not what failed.
local function hint(resource, each, ids, where)
    local ok, text = pcall(function()
        local field = calls.describe(resource).key or near.fields(where)[1]
        if type(where[field]) ~= "string" then return "" end
        local chosen
        for _, name in ipairs(calls.facts(resource, "list").query or {}) do
            if name == "attributes" then chosen = { attributes = field } end
        end
        local place = table.concat({ resource.name, field, table.unpack(ids) }, "\0")
        names[place] = names[place] or once(function()
            local list = {}
            for object in each(ids, chosen, nil, MOST_PAGES) do
                if type(object[field]) == "string" then list[#list + 1] = object[field] end
                if #list == MOST_NAMES then break end
            end
            return list
        end)
        return near.hint(where[field], names[place]())
    end)
    return ok and text or ""
end

-- Lists whose filter was refused, with the fields: some filter by few of their fields only.
local refused = {}

local function place_of(resource, fields) return resource.name .. " " .. table.concat(fields, " ") end

-- Whether the list of a resource is known to refuse a filter by these fields.
function finding.is_refused(resource, fields) return refused[place_of(resource, fields)] end

-- Whether a problem is that refusal. It is remembered: the list is to be walked instead.
function finding.refuses(resource, fields, problem)
    if effects.text_field(problem, "kind") ~= "invalid" or rawget(problem, "status") ~= 400 then return false end
    refused[place_of(resource, fields)] = true
    return true
end

-- Whatever a filter says of an object that came without its arrays: all fields, as filters.fits takes them.
finding.ALL = setmetatable({}, { __index = function() return true end })

-- The objects that perhaps have these fields, as an iterator that raises; and the fields of which the service's word is
-- taken, nil where it is so only for what a list leaves out.
local function candidates(resource, each, ids, where, fields, options)
    local parameters, judged = filters.one(resource, where, fields)
    if parameters and not finding.is_refused(resource, fields) then
        local walk = each(ids, parameters, options)
        local ok, first = pcall(walk)
        if ok then
            local told = false
            return function()
                if told then return first ~= nil and walk() or nil end
                told = true
                return first
            end, judged
        end
        if not finding.refuses(resource, fields, first) then error(first, 0) end
    end
    return each(ids, nil, options), {}
end

-- The object with these fields, whole, or nil; two raise. `each(ids, parameters, options)` lists the resource.
function finding.find(resource, each, ids, where, options, verb)
    local operation = resource.name .. "." .. (verb or "find")
    local fields = filters.fields(operation, where)
    filters.check(resource, operation, fields, options)
    local found
    local objects, judged = candidates(resource, each, ids, where, fields, options)
    for object in objects do
        if filters.fits(object, where, judged or incomplete.reason(object) and finding.ALL) then
            if found then
                effects.raise {
                    kind = "ambiguous", operation = operation,
                    message = ("more than one %s has %s: %s and %s"):format(
                        resource.name, filters.described(where, fields), tostring(found.id), tostring(object.id)),
                    hint = "name more fields, or get it by its id",
                }
            end
            found = object
        end
    end
    return found and finding.whole(resource, ids, found, options)
end

-- An object of a list as it is read by its id, where the list leaves something out.
function finding.whole(resource, ids, object, options)
    if not incomplete.reason(object) then return object end
    local path = table.move(ids, 1, #ids, 1, {})
    path[#path + 1] = object.id
    return (calls.with(resource, "get", path, nil, finding.reading(options)))
end

-- The options of a list that are good for reading one of its objects too.
function finding.reading(options)
    return options and { timeout = options.timeout, strict = options.strict }
end

-- The same as find, where one must be there.
function finding.get(resource, each, ids, where, options)
    local found = finding.find(resource, each, ids, where, options, "get")
    if found then return found end
    effects.raise {
        kind = "not_found", operation = resource.name .. ".get",
        message = ("there is no %s with %s%s"):format(
            resource.name, filters.described(where, near.fields(where)), hint(resource, each, ids, where)),
    }
end

return finding
