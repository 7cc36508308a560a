-- What a plugin's `plugin.lua` returned, told to the host: all its values. Its functions stay here, only that they are there is
-- told.

local native, import = ...
local effects, declarations, near = import "effects", import "declarations", import "near"

-- As deep as a manifest may be; one that holds itself has no end.
local DEEPEST = 12

local shape

local function list(value, place, depth)
    local told = native.json_list {}
    for position, inner in ipairs(value) do
        told[position] = shape(inner, ("%s, entry %d"):format(place, position), depth)
    end
    return told
end

local function object(value, place, depth)
    local told = {}
    for key, inner in pairs(value) do
        if type(key) ~= "string" or not utf8.len(key) then
            effects.invalid("%s: has the key %s, where a name is wanted", place, near.shown(key))
        end
        told[key] = shape(inner, place .. "." .. key, depth)
    end
    return told
end

-- A value as JSON can hold it, with { function = true } in the place of a function.
function shape(value, place, depth)
    local kind = type(value)
    if kind == "function" then return { ["function"] = true } end
    if kind == "table" then
        if depth > DEEPEST then effects.invalid("%s: holds tables deeper than %d", place, DEEPEST) end
        return (#value > 0 and list or object)(value, place, depth + 1)
    end
    if kind == "string" and not utf8.len(value) then effects.invalid("%s: is no UTF-8 text", place) end
    if kind ~= "string" and kind ~= "number" and kind ~= "boolean" then
        effects.invalid("%s: is a %s, which a manifest cannot hold", place, kind)
    end
    return value
end

-- A list of declarations; anything else as it is, for the host to refuse.
local function declared(value, place, example)
    if type(value) ~= "table" then return shape(value, place, 1) end
    for key in pairs(value) do
        if math.type(key) ~= "integer" and key ~= "about" then
            effects.invalid("%s: has the field %s; it is a list of { \"%s\", \"type\", help = \"…\" }", place, near.shown(key), example)
        end
    end
    return shape(declarations.read(place, value, example), place, 1)
end

local function commands(value)
    if type(value) ~= "table" then return shape(value, "commands", 1) end
    local told = {}
    for name, command in pairs(value) do
        local place = "commands." .. near.shown(name)
        if type(name) ~= "string" then effects.invalid("%s: a command has a name: commands = { export = { … } }", place) end
        if type(command) ~= "table" then
            told[name] = shape(command, place, 1)
        else
            told[name] = {}
            for field, inner in pairs(command) do
                field = near.shown(field)
                local below = place .. "." .. field
                told[name][field] = field == "args" and declared(inner, below, "--name") or shape(inner, below, 1)
            end
        end
    end
    return told
end

return function(manifest)
    if type(manifest) ~= "table" then
        effects.invalid("plugin.lua returns %s; its last statement is: return { name = \"…\", version = \"1.0.0\", … }",
            manifest == nil and "nothing" or "a " .. type(manifest))
    end
    local told = {}
    for field, value in pairs(manifest) do
        if type(field) ~= "string" then effects.invalid("plugin.lua returns a list, where named fields are wanted") end
        if field == "settings" then
            told[field] = declared(value, "settings", "name")
        elseif field == "commands" then
            told[field] = commands(value)
        else
            told[field] = shape(value, field, 1)
        end
    end
    effects.ask("plugin.lua", "manifest", told)
end
