-- error: info: plain
-- error: warning: with fields
-- error: count=5
-- error: name=a b
-- error: error: bad ? byte
-- error: debug: 7
-- output: one	nil	true	1.5	text
-- output: second
local log = require "log"
log.info("plain")
log.warn("with fields", { count = 5, name = "a b" })
log.error("bad \xff byte")
log.debug(7)
print("one", nil, true, 1.5, setmetatable({}, { __tostring = function() return "text" end }))
print("second")
local ok, err = pcall(log.info, "x", 5)
assert(not ok and tostring(err):find("log.lua:%d+: log.info takes text and a table of fields, not a number"), tostring(err))
ok, err = pcall(log.info, "x", { f = print })
assert(not ok and tostring(err) == "log.lua:18: .fields.f: a function cannot be sent" or tostring(err):find("cannot be sent"), tostring(err))
assert(not pcall(function() return log.fatal end))
