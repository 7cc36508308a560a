-- Declarations of arguments as the host reads them: those of scripts, and a plugin's settings and commands.

local native, import = ...
local effects = import "effects"

local declarations = {}

-- { "--from", "date", required = true, … } as the host reads it.
local function declared(who, entry, position, example)
    if type(entry) ~= "table" or type(entry[1]) ~= "string" then
        effects.invalid("%s: argument %d has no name; write { \"%s\", \"type\", help = \"…\" }", who, position, example)
    end
    local argument = { name = entry[1], type = entry[2] }
    for key, value in pairs(entry) do
        if type(key) == "string" then argument[key] = value end
    end
    return argument
end

-- The arguments of a list of declarations; `who` heads the error of a wrong one, and `example` is a name in it.
function declarations.read(who, list, example)
    local arguments = native.json_list {}
    for position, entry in ipairs(list) do arguments[position] = declared(who, entry, position, example or "--name") end
    return arguments
end

return declarations
