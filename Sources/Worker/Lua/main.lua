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
    async = true, audio = true, cc = true, csv = true, fs = true, http = true, json = true, log = true, recordings = true,
    run = true, s3 = true, store = true, time = true, webex = true,
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

local requiring = import "requiring"
local load_script = requiring.load_script
local package, require = requiring.begin(globals, PUBLIC, function(module) return sealed(module, import(module)) end)

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
elseif facts.plugin then
    import("plugin_work")(source, name)
else
    local script = load_script(source, name)
    -- Where it is only asked whether this is Lua, nothing of it is run.
    if not facts.parses_only then script() end
end
if facts.testing then import("testing").run() end
import("tasks").finish()
