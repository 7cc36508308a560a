-- Objects found by their fields: with a filter of the service, and compared again here, since a service may match more
-- than it was asked for (capitals, patterns).

local native, import = ...
local effects, near, calls, once = import "effects", import "near", import "calls", import "once"
local incomplete = import "incomplete"

local finding = {}

-- Names that are read at most to offer near ones.
local MOST_NAMES = 10000

-- A value as RSQL takes it. Text always in quotes, the kind that is not in it where one is not.
local function literal(operation, field, value)
    if type(value) == "boolean" or math.type(value) == "integer" then return tostring(value) end
    if type(value) ~= "string" then
        effects.invalid("%s: %s is compared with text, a whole number, true or false, not with %s", operation, field,
            value == native.json_null and "null" or "a " .. type(value))
    end
    local quote = value:find('"', 1, true) and not value:find("'", 1, true) and "'" or '"'
    return quote .. value:gsub("[\\" .. quote .. "]", "\\%0") .. quote
end

-- The fields of a search, in order.
local function fields_of(operation, where)
    if type(where) ~= "table" then
        effects.invalid("%s takes a table of fields to find by, not a %s", operation, type(where))
    end
    local fields = near.fields(where)
    if #fields == 0 then effects.invalid("%s: name the fields to find by, such as { name = \"…\" }", operation) end
    return fields
end

local function fits(object, where)
    for field, value in pairs(where) do
        local found = object[field]
        if type(found) == "table" then
            local contained = false
            for _, item in ipairs(found) do contained = contained or item == value end
            if not contained then return false end
        elseif found ~= value then
            return false
        end
    end
    return true
end

-- email "a@b" and active true
local function described(where, fields)
    local parts = {}
    for i, field in ipairs(fields) do
        local value = where[field]
        parts[i] = field .. " " .. (type(value) == "string" and '"' .. effects.readable(value) .. '"' or tostring(value))
    end
    return table.concat(parts, " and ")
end

local names = {}

-- "; did you mean …?" for a name that is not there. What keeps the names from being read is not what failed.
local function hint(resource, each, where)
    local ok, text = pcall(function()
        local field = calls.describe(resource).key or near.fields(where)[1]
        if type(where[field]) ~= "string" then return "" end
        local place = resource .. "." .. field
        names[place] = names[place] or once(function()
            local list = {}
            for object in each({ attributes = field }) do
                if type(object[field]) == "string" then list[#list + 1] = object[field] end
                if #list == MOST_NAMES then break end
            end
            return list
        end)
        return near.hint(where[field], names[place]())
    end)
    return ok and text or ""
end

-- The object with these fields, whole, or nil; two raise. `each` lists the resource.
function finding.find(resource, each, where, options, verb)
    local operation = resource .. "." .. (verb or "find")
    local fields = fields_of(operation, where)
    local conditions = {}
    for i, field in ipairs(fields) do
        conditions[i] = ("%s==%s"):format(field, literal(operation, field, where[field]))
    end
    local found
    for object in each({ filter = table.concat(conditions, ";") }, options) do
        if fits(object, where) then
            if found then
                effects.raise {
                    kind = "ambiguous", operation = operation,
                    message = ("more than one %s has %s: %s and %s"):format(
                        resource, described(where, fields), tostring(found.id), tostring(object.id)),
                    hint = "name more fields, or get it by its id",
                }
            end
            found = object
        end
    end
    if found and incomplete[found] then return (calls.ask(resource .. ".get", found.id, {}, options or {})) end
    return found
end

-- The same, where one must be there.
function finding.get(resource, each, where, options)
    local found = finding.find(resource, each, where, options, "get")
    if found then return found end
    effects.raise {
        kind = "not_found", operation = resource .. ".get",
        message = ("there is no %s with %s%s"):format(
            resource, described(where, near.fields(where)), hint(resource, each, where)),
    }
end

return finding
