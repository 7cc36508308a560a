-- Conditions on objects as a list takes them: RSQL or SCIM's grammar in `filter`, or parameters of the same names.

local native, import = ...
local effects, near, calls = import "effects", import "near", import "calls"

local filters = {}

-- What a list that nothing is known of takes, as most lists of the service do.
local USUAL = { paging = "page", query = { "filter" } }

local function check_value(operation, field, value)
    if type(value) == "string" or type(value) == "boolean" or math.type(value) == "integer" then return end
    effects.invalid("%s: %s is compared with text, a whole number, true or false, not with %s", operation, field,
        value == native.json_null and "null" or "a " .. type(value))
end

-- RSQL and SCIM: how text is quoted, how one field is compared, how conditions are joined.
local RSQL, SCIM = {}, {}

-- Text always in quotes, the kind that is not in it where one is not.
function RSQL.literal(value)
    if type(value) ~= "string" then return tostring(value) end
    local quote = value:find('"', 1, true) and not value:find("'", 1, true) and "'" or '"'
    return quote .. value:gsub("[\\" .. quote .. "]", "\\%0") .. quote
end
RSQL.equal, RSQL.both, RSQL.either = "==", ";", ","

function SCIM.literal(value)
    if type(value) ~= "string" then return tostring(value) end
    return (native.json_encode(value))
end
SCIM.equal, SCIM.both, SCIM.either = " eq ", " and ", " or "

-- One condition for all fields of `where`.
local function conjunction(grammar, where, fields)
    local conditions = {}
    for i, field in ipairs(fields) do conditions[i] = field .. grammar.equal .. grammar.literal(where[field]) end
    return table.concat(conditions, grammar.both)
end

-- The fields of a search, in order; raises for what is none.
function filters.fields(operation, where)
    if type(where) ~= "table" then
        effects.invalid("%s takes a table of fields to find by, not a %s", operation, type(where))
    end
    local fields = near.fields(where)
    if #fields == 0 then effects.invalid("%s: name the fields to find by, such as { name = \"…\" }", operation) end
    for _, field in ipairs(fields) do check_value(operation, field, where[field]) end
    return fields
end

-- Raises for a field that the objects of a resource do not have and its list does not take: nothing could be found by it.
function filters.check(resource, operation, fields, options)
    local known = calls.describe(resource).fields
    if not known or options and options.strict == false then return end
    local names, all = {}, {}
    for _, list in ipairs { known, calls.facts(resource, "list").query or {} } do
        for _, name in ipairs(list) do
            names[name] = true
            all[#all + 1] = name
        end
    end
    for _, field in ipairs(fields) do
        -- SCIM names a part of a field by its way to it: name.familyName.
        if not names[field:match("^[^.%[]*")] and not names[field] then
            effects.raise {
                kind = "invalid", operation = operation,
                message = ("%s is no field of a %s%s"):format(near.shown(field), resource.name, near.hint(field, all)),
                hint = "patchbay api " .. resource.name .. ".list shows its fields; { strict = false } looks all the same",
            }
        end
    end
end

-- How the list of a resource is asked for objects with these fields: the grammar of its filter or nil, and the fields that
-- are parameters of their own.
local function way_of(resource, fields)
    local list = calls.facts(resource, "list")
    local names = {}
    for _, name in ipairs((list.query and list or USUAL).query) do names[name] = true end
    if names.filter then return list.paging == "scim" and SCIM or RSQL, {} end
    local own = {}
    for _, field in ipairs(fields) do own[field] = names[field] end
    return nil, own
end

-- The parameters of a list that ask for the objects with the fields of `where`; nil when all of them must be looked at. What
-- the service compares under a name that its objects may lack is in the second table: its word is taken for it.
function filters.one(resource, where, fields)
    local grammar, own = way_of(resource, fields)
    if grammar then
        local filter = { filter = conjunction(grammar, where, fields) }
        if grammar == RSQL then return filter end
        local judged = {}
        for _, field in ipairs(fields) do judged[field] = true end
        return filter, judged
    end
    if next(own) == nil then return nil, own end
    local parameters = {}
    for field in pairs(own) do parameters[field] = where[field] end
    return parameters, own
end

-- Whether one filter can ask for objects of several searches.
function filters.can_share(resource, fields) return way_of(resource, fields) ~= nil end

-- One filter for the objects that fit any of several searches with the same fields.
function filters.any(resource, searches, fields)
    local grammar = way_of(resource, fields)
    local parts = {}
    if grammar == RSQL and #fields == 1 then
        for i, where in ipairs(searches) do parts[i] = RSQL.literal(where[fields[1]]) end
        return ("%s=in=(%s)"):format(fields[1], table.concat(parts, ","))
    end
    for i, where in ipairs(searches) do
        local condition = conjunction(grammar, where, fields)
        parts[i] = #fields > 1 and #searches > 1 and "(" .. condition .. ")" or condition
    end
    return table.concat(parts, grammar.either)
end

-- Whether an object has the fields, exactly as they are written; a list has what is one of its items. `judged` names fields
-- that count as right where the object has no such field.
function filters.fits(object, where, judged)
    for field, value in pairs(where) do
        local found = object[field]
        if type(found) == "table" then
            local contained = false
            for _, item in ipairs(found) do contained = contained or item == value end
            if not contained then return false end
        elseif found ~= value and not (found == nil and judged and judged[field]) then
            return false
        end
    end
    return true
end

-- email "a@b" and active true
function filters.described(where, fields)
    local parts = {}
    for i, field in ipairs(fields) do
        local value = where[field]
        parts[i] = field .. " " .. (type(value) == "string" and '"' .. effects.readable(value) .. '"' or tostring(value))
    end
    return table.concat(parts, " and ")
end

return filters
