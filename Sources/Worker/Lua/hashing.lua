-- Hashes of 64 bits, for what is to be recognised and need not be kept. No proof against one who means harm.

local hashing = {}

-- What the hash of each kind of value begins with: far from each other and from all that people write, so that no value of
-- one kind has the hash of one of another.
local INTEGER, FLOAT, TEXT, TRUTH = 0x5be0cd19137e2179, 0x1f83d9abfb41bd6b, 0x510e527fade682d1, 0x3c6ef372fe94f82b
local TABLE, WITHIN, OTHER, PAIR = 0x6a09e667f3bcc908, 0x2b7e151628aed2a6, 0x452821e638d01377, 0x7137449123ef65cd

-- Mixes eight bytes into a hash (the finaliser of MurmurHash3), so that one changed bit changes half of all bits.
local function mixed(hash, word)
    hash = (hash ~ word) * 0xbf58476d1ce4e5b9
    hash = (hash ~ (hash >> 31)) * 0x94d049bb133111eb
    return hash ~ (hash >> 29)
end

-- The hash of two hashes in their order.
function hashing.combined(first, second) return mixed(mixed(PAIR, first), second) end

-- The hash of a text or a number; 1 and 1.0 have the same.
function hashing.of(key)
    if type(key) == "number" then
        local whole = math.tointeger(key)
        if whole then return mixed(INTEGER, whole) end
        return mixed(FLOAT, (string.unpack("<i8", string.pack("<n", key))))
    end
    local hash, whole = mixed(TEXT, #key), #key // 8 * 8
    for position = 1, whole, 8 do hash = mixed(hash, (string.unpack("<i8", key, position))) end
    local rest = key:sub(whole + 1)
    return mixed(hash, (string.unpack("<i8", rest .. ("\0"):rep(8 - #rest))))
end

-- The hash of what a value holds: the same for tables with equal fields, in whatever order. Of what is neither text, number,
-- truth value nor table only the type counts, and of a table within itself that it is one.
function hashing.content(value, within)
    local kind = type(value)
    if kind == "string" or kind == "number" then return hashing.of(value) end
    if kind == "boolean" then return mixed(TRUTH, value and 1 or 0) end
    if kind ~= "table" then return mixed(OTHER, hashing.of(kind)) end
    within = within or {}
    if within[value] then return mixed(WITHIN, 0) end
    within[value] = true
    local sum, count = 0, 0
    for key, field in next, value do
        sum = sum + hashing.combined(hashing.content(key, within), hashing.content(field, within))
        count = count + 1
    end
    within[value] = nil
    return mixed(mixed(TABLE, count), sum)
end

return hashing
