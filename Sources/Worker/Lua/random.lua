-- math.random for scripts. A row or step has a sequence of its own, made of the seed of the run and its scope: what others
-- draw, and whether they are remembered and draw nothing, changes none of its numbers. Outside of all, Lua's own.

local _, import, facts = ...
local here, scopes, hashing = import "here", import "scopes", import "hashing"

local random, randomseed = math.random, math.randomseed

-- Whether the script has taken the numbers into its own hands.
local is_seeded = false

-- The next 64 bits of a row or step (SplitMix64).
local function word(scope)
    local memory = scopes.memory(scope)
    local state = memory.random or hashing.combined(hashing.of(scope), hashing.of(facts.seed))
    state = state + 0x9e3779b97f4a7c15
    memory.random = state
    local bits = (state ~ (state >> 30)) * 0xbf58476d1ce4e5b9
    bits = (bits ~ (bits >> 27)) * 0x94d049bb133111eb
    return bits ~ (bits >> 31)
end

-- A number from 0 to `most`, which is taken as unsigned.
local function up_to(most, scope)
    local mask = most
    for _, shift in ipairs { 1, 2, 4, 8, 16, 32 } do mask = mask | (mask >> shift) end
    local number
    repeat number = word(scope) & mask until not math.ult(most, number)
    return number
end

local function whole(value) return math.tointeger(tonumber(value)) end

-- Raises what Lua itself says of such arguments, at the line of the script.
local function refuse(...)
    local _, message = pcall(random, ...)
    error((message:gsub("to '[^']*'", "to 'random'")), 3)
end

-- The arguments as Lua reads them: nothing, or the least and the greatest number; false where they are wrong.
local function range(...)
    local count = select("#", ...)
    if count == 0 then return nil end
    if count > 2 then return false end
    local low, high = whole((...)), whole((select(count, ...)))
    if count == 1 then low = high == 0 and 0 or high and 1 end
    if not low or not high or low > high then return false end
    return low, high
end

local numbers = {}

function numbers.random(...)
    local low, high = range(...)
    if low == false then refuse(...) end
    local scope = here.scope()
    if is_seeded or scope == "" then
        local number = random(...)
        return number
    end
    if low == nil then return (word(scope) >> 11) * 0x1p-53 end
    -- math.random(0) is all of the bits.
    if select("#", ...) == 1 and high == 0 then return word(scope) end
    return low + up_to(high - low, scope)
end

function numbers.randomseed(...)
    is_seeded = true
    return randomseed(...)
end

return numbers
