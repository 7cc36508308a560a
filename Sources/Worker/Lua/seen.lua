-- Keys that were seen before, each with its row. A key is kept as a hash of 64 bits with its row's number, 24 to 48 bytes
-- a row whatever its length; beyond 100,000 of them the host keeps the others, on disk, so that a gigabyte of rows needs no
-- more memory than this. Of ten million keys, two have the same hash with a chance of one in 400,000.

local MOST_HERE = 100000

-- Small tables, since one that grows is copied whole.
local PARTS = 256

-- Mixes eight bytes into a hash (the finaliser of MurmurHash3), so that one changed bit changes half of all bits.
local function mixed(hash, word)
    hash = (hash ~ word) * 0xbf58476d1ce4e5b9
    hash = (hash ~ (hash >> 31)) * 0x94d049bb133111eb
    return hash ~ (hash >> 29)
end

local function hash_of(key)
    if type(key) == "number" then
        local whole = math.tointeger(key)
        return mixed(whole and 0 or 1, whole or string.unpack("<i8", string.pack("<n", key)))
    end
    local hash, whole = mixed(2, #key), #key // 8 * 8
    for position = 1, whole, 8 do hash = mixed(hash, (string.unpack("<i8", key, position))) end
    local rest = key:sub(whole + 1)
    return mixed(hash, (string.unpack("<i8", rest .. ("\0"):rep(8 - #rest))))
end

-- A function of key and row: the row that had this key before, or nil and the key is noted. `ask(hash, row)` answers so
-- for the keys that the host keeps, and may wait.
return function(ask)
    local parts, kept = {}, 0
    for i = 0, PARTS - 1 do parts[i] = {} end
    return function(key, row)
        local hash = hash_of(key)
        local part = parts[hash & (PARTS - 1)]
        local before = part[hash]
        if before then return before end
        if kept >= MOST_HERE then return ask(hash, row) end
        part[hash] = row
        kept = kept + 1
        return nil
    end
end
