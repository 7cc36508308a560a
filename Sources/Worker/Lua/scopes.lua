-- The rows and steps that a coroutine is within, as a text that every effect bears: what the host knows an effect of an
-- earlier attempt by. What a coroutine starts is within the same.

local native, import = ...
local effects, hashing, here = import "effects", import "hashing", import "here"

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

-- A key as a part. A number is one for sure and exactly, and no text is taken for one, for a step or for a block of rows.
local function key_part(key)
    if type(key) == "number" then
        local whole = math.tointeger(key)
        return whole and ("#%d"):format(whole) or ("#%.17g"):format(key)
    end
    local text = part(key)
    if text:find "^#" or text == "step" or text == "rows" or text:find "^rows[.:]" then
        text = escaped(text:sub(1, 1)) .. text:sub(2)
    end
    return text
end

-- What was begun within each scope that has not ended: the names of its steps, its blocks of rows by signature, and what was
-- drawn in it and in steps of it that failed.
local begun = {}

local function begun_in(scope)
    begun[scope] = begun[scope] or { steps = {}, blocks = {}, drawn = {} }
    return begun[scope]
end

-- What is kept of a scope until it ends: `random` is the state of its random numbers.
scopes.memory = begun_in

-- Scopes of the blocks of rows that have not ended.
local open_blocks = {}

local function field(text)
    return text == nil and "" or (part(text):gsub(":", escaped))
end

local function text_of(value)
    return (type(value) == "string" or type(value) == "number") and value or nil
end

-- What tells a block of rows from others here, whenever it begins: the name of its key, and its label, or its results file
-- where it has none.
local function signature_of(options)
    local key = options.key
    if type(key) ~= "string" then key = key ~= nil and "()" or nil end
    local label = text_of(options.label)
    local text = (":%s:%s:%s"):format(field(key), field(label), field(label == nil and text_of(options.results) or nil))
    return (text:gsub(":+$", ""))
end

local function refuse_second(outer)
    effects.raise {
        kind = "invalid", operation = "run.rows",
        message = "rows like these are under way here, and nothing tells the two blocks apart when the run is resumed",
        hint = open_blocks[outer] and "give the rows around them a key, or each block a label of its own"
            or "give each a label of its own, such as label = \"licences\"",
    }
end

local has_warned = false

local function warn_of_order()
    if has_warned then return end
    has_warned = true
    local where = native.where()
    effects.tell("log", {
        level = "warn",
        text = (where and where .. " " or "") .. "run.rows: there were rows like these here before, and a resumed run knows "
            .. "them by their order alone; a label for each makes it certain",
    })
end

-- Begins a block of rows. Answers its scope, and a function that ends it; that takes whether the block is to count as never
-- begun.
function scopes.begin_rows(options)
    local outer = here.scope()
    local signature = signature_of(options)
    local blocks = begun_in(outer).blocks
    local known = blocks[signature] or { count = 0, open = 0 }
    if options.key ~= nil and known.open > 0 then refuse_second(outer) end
    if options.key ~= nil and known.count > 0 then warn_of_order() end
    blocks[signature] = known
    known.count, known.open = known.count + 1, known.open + 1
    local number = known.count > 1 and "." .. known.count or ""
    local block = ("%s/rows%s%s"):format(outer, number, signature)
    open_blocks[block] = true
    return block, function(never_begun)
        known.open = known.open - 1
        if never_begun then known.count = known.count - 1 end
        open_blocks[block] = nil
        scopes.ended(block)
    end
end

-- The scope of a row of a block. Rows without a key share that of their block.
function scopes.row(block, key)
    if key == nil then return block end
    return block .. "/" .. key_part(key)
end

-- Forgets what was begun within a scope that has ended.
function scopes.ended(scope) begun[scope] = nil end

-- The scope of a step that begins now within that of the caller. Two of one name would be taken for one another.
function scopes.step(name)
    local outer = here.scope()
    local inside = begun_in(outer)
    if inside.steps[name] then
        if open_blocks[outer] then
            effects.raise {
                kind = "invalid",
                message = ("run.step: there was a step %q in another of these rows, and rows without a key share their steps")
                    :format(name),
                hint = "give run.rows a key, such as { key = \"email\" }, and each row has steps of its own",
            }
        end
        effects.invalid("run.step: there was a step %q here before; give each a name of its own, such as %q", name, name .. " 2")
    end
    inside.steps[name] = true
    local scope = outer .. "/step/" .. part(name)
    -- One that is tried again goes on with its random numbers: the same again would fail again.
    if inside.drawn[name] then begun_in(scope).random = inside.drawn[name] end
    return scope
end

-- Ends a step; one that failed may be tried again.
function scopes.step_ended(scope, name, ok)
    local inside = begun_in(here.scope())
    if not ok then
        inside.steps[name] = nil
        inside.drawn[name] = begun[scope] and begun[scope].random
    end
    scopes.ended(scope)
end

-- Runs `fn` within a scope, and gives what pcall would.
function scopes.within(scope, fn, ...)
    local outer = here.enter(scope)
    local results = table.pack(pcall(fn, ...))
    here.enter(outer)
    return table.unpack(results, 1, results.n)
end

return scopes
