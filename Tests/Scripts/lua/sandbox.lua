-- What is absent is absent, and nothing gives it back.
for _, name in ipairs { "io", "dofile", "loadfile", "warn", "native", "import" } do assert(_G[name] == nil, name) end
for _, name in ipairs { "execute", "exit", "getenv", "remove", "rename", "tmpname", "setlocale" } do assert(os[name] == nil, name) end
for _, name in ipairs { "getinfo", "sethook", "getregistry", "getupvalue", "setmetatable", "getlocal", "upvalueid" } do assert(debug[name] == nil, name) end
assert(string.dump == nil and coroutine.close == nil and package.loadlib == nil and package.cpath == nil and package.searchers == nil)
assert(not pcall(require, "io") and not pcall(require, "package"))
assert(load(string.char(27) .. "Lua") == nil and load("\27Lua", "x", "b") == nil)

-- The metatable of texts cannot be reached or changed; methods are the ones that were there.
assert(getmetatable("") == false and not pcall(setmetatable, "", {}))
string.upper = function() return "changed" end
assert(("a"):upper() == "A" and string.upper("a") == "changed")
function string.shout(text) return text .. "!" end
assert(("a"):shout() == "a!" and ("x").nothing == nil)

-- Lists that were read cannot be made into something else.
local json = require "json"
assert(not pcall(setmetatable, json.decode "[]", {}) and getmetatable(json.decode "[]") == false)
assert(not pcall(setmetatable, {}, { __gc = function() end }))
assert(not pcall(collectgarbage, "collect") and collectgarbage() > 0 and collectgarbage "count" > 0)

-- debug.traceback shows the script's own frames.
local text = debug.traceback("message")
assert(text:find("^message\nstack traceback:\n    sandbox.lua:%d+: in the main chunk$"), text)
assert(debug.traceback(5) == 5)

-- Chance is the same in the whole run and another in the next; it is at hand.
assert(math.random(1000000) ~= math.random(1000000) or math.random(1000000) ~= math.random(1000000))

-- Errors of ours can be asked for their kind; those that are text give nil.
local ok, err = pcall(error, "plain", 0)
assert(not ok and err.kind == nil)
