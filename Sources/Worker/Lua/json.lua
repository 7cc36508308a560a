-- JSON for scripts: null reads as nil and is remembered, integers stay integers, lists stay lists.

local native, import = ...
local effects = import "effects"

local json = { null = native.json_null }

function json.decode(text)
    if type(text) ~= "string" then effects.invalid("json.decode takes text, not a %s", type(text)) end
    local value, problem = native.json_decode(text)
    if problem then effects.invalid("json.decode: %s", problem) end
    return value
end

local function encoded(who, encode, value)
    local text, problem = encode(value)
    if not text then effects.invalid("%s: %s", who, problem) end
    return text
end

function json.encode(value)
    return encoded("json.encode", native.json_encode, value)
end

-- Marks a table as a list, so that it stays `[]` when it is empty.
function json.array(list)
    if type(list) ~= "table" then effects.invalid("json.array takes a table, not a %s", type(list)) end
    return native.json_list(list)
end

function json.read(path)
    local value, problem = native.json_decode(import("fs").read(path))
    if problem then effects.invalid("json.read: %s: %s", path, problem) end
    return value
end

function json.write(path, value)
    import("fs").write(path, encoded("json.write", native.json_pretty, value))
end

return json
