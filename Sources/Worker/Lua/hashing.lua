-- Hashes of 64 bits, for what is to be recognised and need not be kept. No proof against one who means harm.

local hashing = {}

-- Mixes eight bytes into a hash (the finaliser of MurmurHash3), so that one changed bit changes half of all bits.
local function mixed(hash, word)
    hash = (hash ~ word) * 0xbf58476d1ce4e5b9
    hash = (hash ~ (hash >> 31)) * 0x94d049bb133111eb
    return hash ~ (hash >> 29)
end

-- The hash of a text or a number; 1 and 1.0 have the same.
function hashing.of(key)
    if type(key) == "number" then
        local whole = math.tointeger(key)
        return mixed(whole and 0 or 1, whole or string.unpack("<i8", string.pack("<n", key)))
    end
    local hash, whole = mixed(2, #key), #key // 8 * 8
    for position = 1, whole, 8 do hash = mixed(hash, (string.unpack("<i8", key, position))) end
    local rest = key:sub(whole + 1)
    return mixed(hash, (string.unpack("<i8", rest .. ("\0"):rep(8 - #rest))))
end

-- The hash of what a value holds: the same for tables with equal fields, in whatever order. Of what is neither text, number,
-- truth value nor table only the type counts, and of a table within itself that it is one.
function hashing.content(value, within)
    local kind = type(value)
    if kind == "string" or kind == "number" then return hashing.of(value) end
    if kind == "boolean" then return mixed(3, value and 1 or 0) end
    within = within or {}
    if kind ~= "table" or within[value] then return mixed(4, #kind) end
    within[value] = true
    local sum, count = 0, 0
    for key, field in next, value do
        sum = sum + mixed(hashing.content(key, within), hashing.content(field, within))
        count = count + 1
    end
    within[value] = nil
    return mixed(mixed(5, count), sum)
end

return hashing
