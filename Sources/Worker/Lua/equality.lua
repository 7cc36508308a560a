-- Whether two values hold the same, and where they differ.

local _, import = ...
local shown = import "shown_values"

-- Differences that are told, and bytes of a line of a long text.
local MOST, LINE = 10, 60

local equality = {}

local function is_same(have, want)
    if rawequal(have, want) then return true end
    local a, b = type(have), type(want)
    if a ~= b or a == "table" then return false end
    -- 1 and 1.0 are one number, and what is no number is like itself here.
    return have == want or (a == "number" and have ~= have and want ~= want)
end

-- The line of a text that holds a byte, its number, and where in it the byte stands.
local function line_at(text, place)
    local number, start = 1, 1
    for after in text:sub(1, place - 1):gmatch "()\n" do number, start = number + 1, after + 1 end
    local line = text:match("^[^\n]*", start)
    local from = math.max(0, place - start - LINE // 2)
    return number, (from > 0 and "…" or "") .. line:sub(from + 1, from + LINE)
end

-- Where two texts begin to differ, for those too long to be read side by side; nil for others.
local function text_difference(have, want)
    if #have <= LINE and #want <= LINE and not have:find "\n" and not want:find "\n" then return nil end
    local place = 1
    while have:byte(place) and have:byte(place) == want:byte(place) do place = place + 1 end
    local number, expected = line_at(want, place)
    local _, got = line_at(have, place)
    return ("line %d: expected %s, got %s"):format(number, shown.value(expected), shown.value(got))
end

local function compare(path, have, want, told, above)
    if is_same(have, want) then return end
    if type(have) == "table" and type(want) == "table" then
        -- Of what holds itself, the same pair need not be looked at again.
        if above[have] == want then return end
        local before = above[have]
        above[have] = want
        local both = {}
        for key in next, have do both[key] = true end
        for key in next, want do both[key] = true end
        for _, key in ipairs(shown.keys(both)) do
            compare(path .. shown.step(key), rawget(have, key), rawget(want, key), told, above)
        end
        above[have] = before
        return
    end
    told.count = told.count + 1
    if told.count > MOST then return end
    local difference = type(have) == "string" and type(want) == "string" and text_difference(have, want)
    difference = difference or ("expected %s, got %s"):format(shown.value(want), shown.value(have))
    told[#told + 1] = path == "" and difference or path .. ": " .. difference
end

-- Lines that say where `have` is not as `want` is: path, expected, got. None: they hold the same.
function equality.differences(have, want)
    local told = { count = 0 }
    compare("", have, want, told, {})
    if told.count > MOST then told[#told + 1] = ("and %d more"):format(told.count - MOST) end
    told.count = nil
    return told
end

-- Keys of tables are looked up by themselves: a table that is a key equals itself alone.
function equality.equal(have, want) return #equality.differences(have, want) == 0 end

-- Whether a table has all fields of another one.
local function has_fields(have, want)
    if type(have) ~= "table" or type(want) ~= "table" or next(want) == nil then return false end
    for key, value in next, want do
        if not equality.equal(rawget(have, key), value) then return false end
    end
    return true
end

-- Whether a text contains a text, a list an item or one with these fields, or a table these fields.
function equality.contains(have, want)
    if type(have) == "string" then return type(want) == "string" and have:find(want, 1, true) ~= nil end
    for _, item in ipairs(have) do
        if equality.equal(item, want) or has_fields(item, want) then return true end
    end
    return has_fields(have, want)
end

return equality
