-- A source is a list or an iterator of one value; whatever takes one goes through here.

local _, import = ...
local effects = import "effects"

-- The iterator of a source. `taker` names who asks, for the error.
local function iterate(taker, source)
    local kind = type(source)
    if kind == "function" then return source end
    local meta = kind == "table" and getmetatable(source)
    if type(meta) == "table" and rawget(meta, "__call") then
        return function() return source() end
    end
    if kind ~= "table" then
        effects.invalid("%s takes a list or an iterator as its source, not a %s", taker, kind)
    end
    -- An object in the place of a list would be taken for an empty one, and nothing be done without a word. What was packed
    -- has an `n`.
    local key = next(source)
    if source[1] == nil and key ~= nil and key ~= "n" then
        effects.invalid("%s takes a list or an iterator as its source, not a table with named fields: write { … } around it", taker)
    end
    local position = 0
    return function()
        position = position + 1
        return source[position]
    end
end

return iterate
