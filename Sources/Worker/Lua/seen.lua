-- Keys that were seen before, each with its row. A key is kept as a hash of 64 bits with its row's number, 24 to 48 bytes
-- a row whatever its length; beyond 100,000 of them the host keeps the others, on disk, so that a gigabyte of rows needs no
-- more memory than this. Of ten million keys, two have the same hash with a chance of one in 400,000.

local _, import = ...
local hash_of = import("hashing").of

local MOST_HERE = 100000

-- Small tables, since one that grows is copied whole.
local PARTS = 256

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
