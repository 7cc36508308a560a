-- The arguments of a verb: ids of the path by position, then one table of Webex's, then one of ours.

local _, import = ...
local effects = import "effects"

local arguments = {}

local function check_table(operation, what, value)
    if value == nil or type(value) == "table" then return value end
    effects.invalid("%s: %s are a table, not a %s", operation, what, type(value))
end

-- Whether a value can stand in a path.
function arguments.is_id(value) return type(value) == "string" or math.type(value) == "integer" end

-- Raises for cc.user:list() in place of cc.user.list().
function arguments.refuse_self(operation, first)
    local meta = type(first) == "table" and getmetatable(first)
    if type(meta) == "table" and rawget(meta, "__name") == "resource" then
        effects.invalid("%s is called with a dot, not with a colon", operation)
    end
end

-- The ids as a list, the first table or nil, the options or nil.
function arguments.split(operation, ...)
    local given = table.pack(...)
    arguments.refuse_self(operation, given[1])
    local ids = {}
    while arguments.is_id(given[#ids + 1]) do ids[#ids + 1] = given[#ids + 1] end
    local first, options = given[#ids + 1], given[#ids + 2]
    check_table(operation, "parameters", first)
    check_table(operation, "options", options)
    if given.n > #ids + 2 then effects.invalid("%s: options are the last argument, and more came after them", operation) end
    return ids, first, options
end

-- A copy of a table with the fields of others put over it; nil is an empty one.
function arguments.merged(...)
    local copy, all = {}, table.pack(...)
    for i = 1, all.n do
        for key, value in pairs(all[i] or {}) do copy[key] = value end
    end
    return copy
end

-- Options that are done in Lua taken out: those that are left are the host's.
function arguments.without(options, ...)
    local rest = arguments.merged(options)
    for _, name in ipairs { ... } do rest[name] = nil end
    return rest
end

return arguments
