-- The rows and steps that a coroutine is within, as a text that every effect bears: what the host knows an effect of an
-- earlier attempt by. What a coroutine starts is within the same.

local native, import = ...
local effects, hashing = import "effects", import "hashing"

local scopes = {}

-- A longer name keeps its beginning and a hash of the whole.
local LONGEST = 200

local function escaped(letter) return ("%%%02X"):format(letter:byte()) end

-- A name as a part of a scope: letters that would be taken for something else are escaped.
local function part(name)
    name = tostring(name)
    if #name > LONGEST then name = ("%s~%016x"):format(name:sub(1, LONGEST), hashing.of(name)) end
    name = name:gsub("[%c%%/]", escaped)
    return utf8.len(name) and name or (name:gsub("[\x80-\xff]", escaped))
end

-- What was begun within each scope that has not ended: the names of its steps, the number of its blocks of rows.
local begun = {}

local function begun_in(scope)
    begun[scope] = begun[scope] or { steps = {}, blocks = 0 }
    return begun[scope]
end

-- The scope of a block of rows that begins now.
function scopes.rows()
    local outer = native.scope()
    local here = begun_in(outer)
    here.blocks = here.blocks + 1
    return here.blocks == 1 and outer .. "/rows" or ("%s/rows.%d"):format(outer, here.blocks)
end

-- The scope of a row of a block. Rows without a key share that of their block.
function scopes.row(block, key)
    if key == nil then return block end
    return block .. "/" .. part(key)
end

-- Forgets what was begun within a scope that has ended.
function scopes.ended(scope) begun[scope] = nil end

-- The scope of a step that begins now within that of the caller. Two of one name would be taken for one another.
function scopes.step(name)
    local outer = native.scope()
    local steps = begun_in(outer).steps
    if steps[name] then
        effects.invalid("run.step: there was a step %q here before; give each a name of its own, such as %q", name, name .. " 2")
    end
    steps[name] = true
    return outer .. "/step/" .. part(name)
end

-- Takes back a step that failed, so that it may be tried again.
function scopes.failed(name) begun_in(native.scope()).steps[name] = nil end

-- Runs `fn` within a scope, and gives what pcall would.
function scopes.within(scope, fn, ...)
    local outer = native.scope(scope)
    local results = table.pack(pcall(fn, ...))
    native.scope(outer)
    return table.unpack(results, 1, results.n)
end

return scopes
