-- What stands in a plan for ids that only the service can give, put right once they are known.

local _, import = ...

local placeholders = {}

local ids = {}

-- Says which id one stands for.
function placeholders.learn(placeholder, id) ids[placeholder] = id end

-- The id; nil while it is not known.
function placeholders.id(placeholder) return ids[placeholder] end

local function replaced(text, needs)
    for _, placeholder in ipairs(needs) do
        local id = ids[placeholder]
        if text == placeholder then return id end
        local from = 1
        while true do
            local first, last = text:find(placeholder, from, true)
            if not first then break end
            text = text:sub(1, first - 1) .. id .. text:sub(last + 1)
            from = first + #id
        end
    end
    return text
end

-- A value with ids in the places of `needs`, all of which are known. Tables are changed themselves, so that what they
-- remember of nulls and lists stays.
function placeholders.resolve(value, needs)
    if type(value) == "string" then return replaced(value, needs) end
    if type(value) == "table" then
        local renamed
        for key, inner in next, value do
            if type(inner) == "string" or type(inner) == "table" then value[key] = placeholders.resolve(inner, needs) end
            local name = type(key) == "string" and replaced(key, needs) or key
            if name ~= key then
                renamed = renamed or {}
                renamed[key] = name
            end
        end
        -- Behind the walk: what a table gets while it is walked, the walk may or may not come by.
        for key, name in next, renamed or {} do value[name], value[key] = value[key], nil end
    end
    return value
end

-- What the letters of base64 count, of both its alphabets.
local DIGITS = { ["+"] = 62, ["/"] = 63, ["-"] = 62, ["_"] = 63 }
for i = 0, 25 do
    DIGITS[string.char(65 + i)], DIGITS[string.char(97 + i)] = i, 26 + i
    if i < 10 then DIGITS[string.char(48 + i)] = 52 + i end
end

local function decoded(text)
    local bits, count, bytes = 0, 0, {}
    for letter in text:gmatch "[%w+/_-]" do
        bits, count = bits << 6 | DIGITS[letter], count + 6
        if count >= 8 then
            count = count - 8
            bytes[#bytes + 1] = string.char(bits >> count & 0xff)
            bits = bits & (1 << count) - 1
        end
    end
    return table.concat(bytes)
end

-- The part of a person's id that other APIs know the person by: the id of the admin API is a text that ends with it.
function placeholders.uuid(id)
    return decoded(id):match "^ciscospark://.*/([^/]+)$" or id
end

return placeholders
