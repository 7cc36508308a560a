-- The first code of a worker: gives the script its globals and its modules, then runs it.
-- Our own modules run in an environment of their own, so that nothing a script does to its globals reaches them.

local native = ...
local name, source, facts = native.start()

-- What our modules see: the library as it was before any script ran.
local pristine = {}
for key, value in pairs(_G) do
    if type(value) == "table" and value ~= _G then
        local copy = {}
        for inner, member in pairs(value) do copy[inner] = member end
        value = copy
    end
    pristine[key] = value
end
pristine._G = pristine

local globals = _G
local _ENV = pristine

local PUBLIC = {
    async = true, cc = true, csv = true, fs = true, http = true, json = true, log = true, recordings = true, run = true, store = true,
    time = true, webex = true,
}
local bundled = {}

-- One of our own modules. Each gets the native functions, this function, and the facts of the run.
local function import(module)
    local loaded = bundled[module]
    if loaded == nil then
        local chunk = assert(load(native.source(module), "=patchbay/" .. module, "t", pristine))
        loaded = chunk(native, import, facts)
        bundled[module] = loaded
    end
    return loaded
end

local effects, near = import "effects", import "near"

-- Reading a field that a module does not have is a typing error, and said as one. `cc` answers for every name itself.
local function sealed(module, table)
    if getmetatable(table) then return table end
    return setmetatable(table, {
        __index = function(_, key)
            effects.invalid("there is no %s.%s%s", module, near.shown(key), near.hint(key, near.fields(table), module .. "."))
        end,
    })
end

-- Loads text as people save it: a byte-order mark, or a first line that tells a shell what runs the file, is no Lua. The
-- line itself stays, so that all others keep their numbers.
local function load_script(text, name)
    local chunk, message = load(text:gsub("^\xef\xbb\xbf", ""):gsub("^#[^\n]*", ""), "@" .. name, "t")
    if not chunk then error(message, 0) end
    return chunk
end

-- A module of the script's own is read by the host, from the script's folder. Who asks for one that is just being
-- loaded by another coroutine waits for it.
local loading = {}

local function load_module(module)
    local file, text = effects.ask("require", "module", { name = module })
    local value = load_script(text, file.path)(module, file.path)
    return value == nil and true or value, file.path
end

local package = { loaded = {}, preload = {} }

local function require(module)
    if type(module) ~= "string" then
        effects.raise { kind = "invalid", message = "require takes the name of a module, not a " .. type(module) }
    end
    local loaded = package.loaded
    if loaded[module] ~= nil then return loaded[module] end
    if package.preload[module] then
        local value = package.preload[module](module, ":preload:")
        loaded[module] = value == nil and true or value
        return loaded[module]
    end
    if PUBLIC[module] then
        loaded[module] = sealed(module, import(module))
        return loaded[module]
    end
    if loading[module] then
        if loading[module].task == native.task() then
            effects.raise { kind = "invalid", message = ("module %s requires itself"):format(module) }
        end
        local waiters = loading[module]
        waiters[#waiters + 1] = native.task()
        effects.park()
        return require(module)
    end
    loading[module] = { task = native.task() }
    local ok, value, path = pcall(load_module, module)
    local waiters = loading[module]
    loading[module] = nil
    for _, task in ipairs(waiters) do native.wake(task) end
    if not ok then error(value, 0) end
    loaded[module] = value
    return value, path
end

globals.package, globals.require = package, require

-- What one frame takes at most of what is printed.
local PIECE = 1 << 20

function globals.print(...)
    local parts = table.pack(...)
    for i = 1, parts.n do parts[i] = tostring(parts[i]) end
    local text = table.concat(parts, "\t") .. "\n"
    for first = 1, #text, PIECE do effects.tell("print", nil, text:sub(first, first + PIECE - 1)) end
end

for _, library in ipairs { "string", "table", "math", "utf8", "coroutine", "os", "debug" } do
    package.loaded[library] = globals[library]
end
package.loaded._G = globals

local time = import "time"
globals.os.date = time.date
globals.os.time = time.os_time
math.randomseed(facts.seed)
local numbers = import "random"
globals.math.random, globals.math.randomseed = numbers.random, numbers.randomseed

-- What files of tests have besides.
if facts.testing then
    local testing = import "testing"
    for _, global in ipairs { "describe", "it", "before_each", "after_each", "expect" } do globals[global] = testing[global] end
    PUBLIC.test = true
end

if facts.own_script then
    -- What Patchbay itself does to an org goes through the door as any script's wishes do.
    import(facts.own_script)()
else
    local script = load_script(source, name)
    -- Where it is only asked whether this is Lua, nothing of it is run.
    if not facts.parses_only then script() end
end
if facts.testing then import("testing").run() end
import("tasks").finish()
