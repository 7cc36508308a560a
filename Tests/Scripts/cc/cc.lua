-- Operations are named resource.verb; what is not there says so.
local cc, json, async = require "cc", require "json", require "async"

local function fails(pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern), tostring(err))
    return err
end
local users = cc.user.list()
assert(#users == 50 and json.encode(users):sub(1, 1) == "[")
local seen = 0
for user in cc.user.each() do
    assert(not users[user.id])
    users[user.id] = user
    seen = seen + 1
end
assert(seen == 50)
local page = cc.user.list({ page = 0, pageSize = 7 })
assert(#page == 7)
local one = cc.user.get(users[1].id)
assert(one.id == users[1].id and one.email == users[1].email)
local err = fails("cc.lua:%d+: user.get: .*404", cc.user.get, "00000000-0000-4000-8000-000000000000")
assert(err.kind == "not_found" and err.status == 404 and err.operation == "user.get")
fails("no_such", function() return cc.no_such.get("x") end)
fails("user.explode", function() return cc.user.explode("x") end)
fails("argument 1, an id, is nil", cc.user.get, nil)
fails("argument 2 is nil", function() return cc.user.get("x", nil) end)
assert(cc.null == json.null)

-- Tasks are walked in pages of any size, each task once.
local from = require("time").now() - 9 * 86400000
for _, size in ipairs { 1, 2, 7, 59, 60, 61, 1000 } do
    local ids, count, last = {}, 0, 0
    for task in cc.task.each { from = from, pageSize = size } do
        assert(not ids[task.id] and task.attributes.createdTime >= last)
        ids[task.id], count, last = true, count + 1, task.attributes.createdTime
    end
    assert(count == 60, size .. ": " .. count)
end
assert(#cc.task.list({ from = from }) == 60 and #cc.task.list({ from = from, pageSize = 5 }) == 5)
-- Several walks at once do not meet.
local counts = async.map({ 1, 2, 3 }, function()
    local n = 0
    for _ in cc.task.each { from = from, pageSize = 20 } do n = n + 1 end
    return n
end)
assert(counts[1] == 60 and counts[2] == 60 and counts[3] == 60)
