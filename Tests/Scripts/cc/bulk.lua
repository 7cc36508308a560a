-- Changes that share a request: each has its own outcome.
local cc, async, json = require "cc", require "async", require "json"

local users = cc.user.list()
-- More than a request holds, one of them at an object that is not there, one that is refused before it is sent.
local NOBODY = "00000000-0000-4000-8000-000000000000"
local kinds = async.map(users, { concurrency = 50 }, function(user)
    local id, mobile = user.id, "+49 " .. user.email
    if user == users[4] then id = NOBODY end
    if user == users[9] then mobile = ("9"):rep(50) end
    local ok, err = pcall(cc.user.patch, id, { mobile = mobile:sub(1, user == users[9] and 50 or 20) }, { bulk = true })
    if not ok then assert(err.operation == "user.bulk_patch" and tostring(err):find("^bulk.lua:11: "), tostring(err)) end
    return ok and "ok" or err.kind .. " " .. tostring(err.status)
end)
for i, kind in ipairs(kinds) do
    local expected = i == 4 and "not_found 404" or i == 9 and "invalid" or "ok"
    assert(kind:sub(1, #expected) == expected, i .. " " .. kind)
    local mobile = cc.user.get(users[i].id).mobile
    assert((mobile == ("+49 " .. users[i].email):sub(1, 20)) == (expected == "ok"))
end

-- Two changes of one object are made in their order.
async.each({ "1", "2", "3" }, { concurrency = 3 }, function(mobile) cc.user.patch(users[1].id, { mobile = mobile }, { bulk = true }) end)
assert(cc.user.get(users[1].id).mobile == "3")
-- Null survives, and an empty list is one.
cc.user.patch(users[1].id, { mobile = cc.null, teamIds = {} }, { bulk = true })
local first = cc.user.get(users[1].id)
assert(first.mobile == nil and #first.teamIds == 0)

-- A source of changes, answered in its order.
local results = cc.user.bulk_patch(coroutine.wrap(function()
    for i = 1, 3 do coroutine.yield({ id = i == 2 and NOBODY or users[i].id, workPhone = "+" .. i }) end
end))
assert(#results == 3 and results[1].ok and results[3].ok and not results[2].ok)
assert(results[2].error.kind == "not_found" and results[2].error.status == 404 and results[2].item.workPhone == "+2")
assert(#results[2].error.tracking_id > 4 and results[1].error == nil and results[3].id == users[3].id)
assert(cc.user.get(users[3].id).workPhone == "+3" and #cc.user.bulk_patch({}) == 0)

-- What is no item fails by itself.
results = cc.user.bulk_patch { { id = users[1].id, workPhone = "+4" }, {}, { id = users[3].id, workPhone = "+5" } }
assert(results[1].ok and results[3].ok and not results[2].ok)
assert(results[2].error.message == "item 2 is no table with an id", tostring(results[2].error))

local function fails(pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern), tostring(err))
end
fails("user.bulk_patch has no option size", cc.user.bulk_patch, {}, { size = 5 })
fails("user.patch takes an id and a table of changes, not a nil and a table", cc.user.patch, nil, {}, { bulk = true })
fails("the option timeout cannot be had with bulk", cc.user.patch, "x", {}, { bulk = true, timeout = "5s" })
fails("team.patch: Webex has no bulk form of this", cc.team.patch, "x", {}, { bulk = true })
fails("there is no option blk", cc.user.patch, users[1].id, { mobile = "1" }, { blk = true })
