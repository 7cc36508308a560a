-- output: loading lib.counter
-- output: loading slow
local async, csv = require "async", require "csv"

local function fails(pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern), tostring(err))
    return err
end

-- A module is loaded once, gets its name and path, and is what it returned; one that returns nothing is true.
local counter, path = require "lib.counter"
assert(counter.name == "lib.counter" and counter.path == "lib/counter.lua" and path == "lib/counter.lua")
assert(require "lib.counter" == counter and package.loaded["lib.counter"] == counter)
assert(require "lib.nothing" == true and require "lib.folder" == "a folder's init.lua" and require "lib.no" == false)
assert(require "lib.no" == false)
assert(require "csv" == csv and package.loaded.csv == csv and require "string" == string and require "_G" == _G)

-- A module may wait while it is loaded; who asks for it meanwhile gets the same one, loaded once.
local both = async.map({ 1, 2, 3 }, function() return require "lib.slow" end)
assert(both[1].waited and both[1] == both[2] and both[2] == both[3])
-- Also in coroutines, and through a module of a module.
assert(coroutine.wrap(function() return require "lib.through" end)().waited)

-- What goes wrong names the module and its line, each time it is asked for.
for _ = 1, 2 do
    assert(fails("there is no such module", require, "lib.missing").kind == "not_found")
    fails("^lib/broken.lua:2: ", require, "lib.broken")
    fails("^lib/raises.lua:1: broken module", require, "lib.raises")
end
fails("lib/counter.lua: there is no such module", require, "lib/counter.lua")
for _, name in ipairs { "..lib.counter", "/etc/passwd", "", "lib..counter", ".hidden" } do fails("", require, name) end
fails("require takes the name of a module, not a nil", require)
fails("module lib.cycle_a requires itself", require, "lib.cycle_a")
fails("", require, "io")

-- preload goes first.
package.preload["mine"] = function(name) return name .. "!" end
assert(require "mine" == "mine!")

-- Internal modules are not to be had.
for _, name in ipairs { "paging", "effects", "main", "sources", "rows", "native" } do fails("there is no such module", require, name) end

-- A byte-order mark and a line for the shell are no Lua; all other bytes arrive as they are.
local bom = require "lib.bom"
assert(bom.bytes == "\xff\xfe" and bom.line == "3")
