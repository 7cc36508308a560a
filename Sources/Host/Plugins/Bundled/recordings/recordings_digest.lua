-- Short words for long texts: two exports of the same options have the same one.

local json = require "json"

-- FNV-1a, 64 bits.
local function fnv(text)
    local hash = 0xcbf29ce484222325
    for position = 1, #text do hash = (hash ~ text:byte(position)) * 0x100000001b3 end
    return ("%016x"):format(hash)
end

-- A value as text that does not depend on the order of its fields.
local function canonical(value)
    if type(value) ~= "table" then return json.encode(value) end
    if #value > 0 then
        local parts = {}
        for i, part in ipairs(value) do parts[i] = canonical(part) end
        return "[" .. table.concat(parts, ",") .. "]"
    end
    local names, parts = {}, {}
    for name in pairs(value) do names[#names + 1] = name end
    table.sort(names)
    for i, name in ipairs(names) do parts[i] = json.encode(name) .. ":" .. canonical(value[name]) end
    return "{" .. table.concat(parts, ",") .. "}"
end

return function(value) return fnv(canonical(value)) end
