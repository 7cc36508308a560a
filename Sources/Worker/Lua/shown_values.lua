-- Values as a person reads them in what is told of a test. Runs no code of the script's.

local native, import = ...
local effects = import "effects"

-- Bytes that one text, and one table, are shown with at most; how deep tables are looked into.
local LONGEST_TEXT, LONGEST_TABLE, DEEPEST = 100, 200, 4

local ESCAPES = { ["\n"] = "\\n", ["\t"] = "\\t", ["\r"] = "\\r", ['"'] = '\\"', ["\\"] = "\\\\" }

-- The first `length` bytes of a text, and no part of a letter.
local function beginning(text, length)
    if #text <= length then return text end
    while length > 0 and (text:byte(length + 1) or 0) & 0xC0 == 0x80 do length = length - 1 end
    return text:sub(1, length) .. "…"
end

local shown = {}

local function text(value)
    local escaped = beginning(effects.readable(value), LONGEST_TEXT):gsub('[%c"\\]', function(letter)
        return ESCAPES[letter] or ("\\x%02X"):format(letter:byte())
    end)
    return '"' .. escaped .. '"'
end

-- `.name`, `[2]`, `["two words"]`: the step from a table to what it holds.
function shown.step(key)
    if type(key) == "string" and key:find "^[%a_][%w_]*$" then return "." .. key end
    return "[" .. shown.value(key) .. "]"
end

-- The keys of a table: numbers by their size, then texts by their letters, then all others.
function shown.keys(table_of_values)
    local keys = {}
    for key in next, table_of_values do keys[#keys + 1] = key end
    local function rank(key) return type(key) == "number" and 1 or type(key) == "string" and 2 or 3 end
    table.sort(keys, function(a, b)
        local first, second = rank(a), rank(b)
        if first ~= second then return first < second end
        if first == 3 then return tostring(type(a)) < tostring(type(b)) end
        return a < b
    end)
    return keys
end

local function fields(value, deep, above)
    if above[value] then return "itself" end
    if deep > DEEPEST then return "{ … }" end
    above[value] = true
    local parts, length, after = {}, 0, 1
    for _, key in ipairs(shown.keys(value)) do
        local part = shown.value(rawget(value, key), deep + 1, above)
        if key == after then
            after = after + 1
        elseif type(key) == "string" and key:find "^[%a_][%w_]*$" then
            part = key .. " = " .. part
        else
            part = "[" .. shown.value(key) .. "] = " .. part
        end
        parts[#parts + 1], length = part, length + #part
        if length > LONGEST_TABLE then
            parts[#parts] = "…"
            break
        end
    end
    above[value] = nil
    return #parts == 0 and "{}" or "{ " .. table.concat(parts, ", ") .. " }"
end

function shown.value(value, deep, above)
    local kind = type(value)
    if kind == "string" then return text(value) end
    if kind == "table" then return fields(value, deep or 1, above or {}) end
    if value == native.json_null then return "json.null" end
    if kind == "number" or kind == "boolean" or kind == "nil" then return tostring(value) end
    return "a " .. kind
end

return shown
