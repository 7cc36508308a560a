-- Where stock Lua cannot wait, the error says so; the script goes on.
local async = require "async"
local function wait(value) async.sleep(0) return value end
local function refused(place, f, ...)
    local ok, err = pcall(f, ...)
    err = not ok and err or select(2, f(...))
    local text = "waiting.lua:%d+: cannot wait inside " .. place .. ": ask before it, and use the answer inside it"
    assert(tostring(err):find("^" .. text .. "$"), tostring(err))
end
refused("table.sort", table.sort, { 2, 1 }, function(a, b) return wait(a) < b end)
refused("string.gsub", string.gsub, "abc", "b", wait)
refused("tostring", tostring, setmetatable({}, { __tostring = function() return wait "x" end }))
refused("tostring", print, setmetatable({}, { __tostring = function() return wait "x" end }))
refused("load", load, function() return wait "return 1" end)
local ok, problem = xpcall(error, function() return wait "x" end, "x")
assert(not ok and tostring(problem):find("cannot wait inside xpcall's handler", 1, true), tostring(problem))
refused("table.concat", table.concat, setmetatable({}, { __len = function() return 1 end, __index = function() return wait "x" end }))

-- Everywhere else a wait is as good as a call.
for i in coroutine.wrap(function() for i = 1, 3 do coroutine.yield(wait(i)) end end) do assert(i) end
for value in function(_, last) return wait(not last or nil) end do assert(value) end
assert(select(2, pcall(wait, 5)) == 5 and select(2, xpcall(wait, print, 5)) == 5)
local t = setmetatable({}, { __index = function(_, k) return wait(k) end, __add = function() return wait(2) end })
assert(t.x == "x" and t + 1 == 2)
local closed
do local c <close> = setmetatable({}, { __close = function() closed = wait(true) end }) end
assert(closed)
