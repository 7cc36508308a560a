-- Wrong names: the ones that were perhaps meant, and options checked against those there are.

local _, import = ...
local effects = import "effects"

local near = {}

-- Names that are told at most, and the longest that is compared.
local MOST_TOLD = 3
local LONGEST = 40

-- Letters to add, leave out, change or swap with their neighbour until `a` is `b`.
local function distance(a, b)
    local two_up, up = nil, {}
    for j = 0, #b do up[j] = j end
    for i = 1, #a do
        local row = { [0] = i }
        for j = 1, #b do
            local changed = a:byte(i) == b:byte(j) and 0 or 1
            row[j] = math.min(up[j] + 1, row[j - 1] + 1, up[j - 1] + changed)
            if i > 1 and j > 1 and a:byte(i) == b:byte(j - 1) and a:byte(i - 1) == b:byte(j) then
                row[j] = math.min(row[j], two_up[j - 2] + 1)
            end
        end
        two_up, up = up, row
    end
    return up[#b]
end

-- A key of a table as it can be shown, whatever it is.
function near.shown(key)
    if type(key) == "string" then return effects.readable(key) end
    return type(key) == "number" and tostring(key) or "(a " .. type(key) .. ")"
end

-- "; did you mean fs.join?" or nothing; `prefix` ("fs.") stands before each of the names.
function near.hint(name, known, prefix)
    if type(name) ~= "string" or #name > LONGEST then return "" end
    local found, farthest = {}, math.max(1, #name // 3)
    for _, candidate in ipairs(known) do
        local far = distance(name:lower(), candidate:lower())
        if far <= farthest then found[#found + 1] = { name = candidate, far = far } end
    end
    table.sort(found, function(a, b)
        if a.far ~= b.far then return a.far < b.far end
        return a.name < b.name
    end)
    local names = {}
    for i = 1, math.min(#found, MOST_TOLD) do names[i] = (prefix or "") .. found[i].name end
    if #names == 0 then return "" end
    local last = table.remove(names)
    return ("; did you mean %s?"):format(#names == 0 and last or table.concat(names, ", ") .. " or " .. last)
end

-- The names that are fields of a table, in order.
function near.fields(table_of_names)
    local names = {}
    for name in pairs(table_of_names) do
        if type(name) == "string" then names[#names + 1] = name end
    end
    table.sort(names)
    return names
end

-- The table of options that was given to `who`, an empty one for nil; one that is not known raises.
function near.options(who, given, known)
    if given == nil then return {} end
    if type(given) ~= "table" then effects.invalid("%s: options are a table, not a %s", who, type(given)) end
    local names = {}
    for _, name in ipairs(known) do names[name] = true end
    for name in pairs(given) do
        if not names[name] then
            local hint = near.hint(name, known)
            if hint == "" then hint = "; it takes " .. table.concat(known, ", ") end
            effects.invalid("%s has no option %s%s", who, near.shown(name), hint)
        end
    end
    return given
end

return near
