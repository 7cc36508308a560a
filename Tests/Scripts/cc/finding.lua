-- Objects found by their fields: quoted whatever is in them, compared again, one or none or too many.
local cc, async = require "cc", require "async"

local function fails(kind, pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern), tostring(err))
    assert(err.kind == kind, tostring(err.kind))
    return err
end

local users = cc.user.list()
local one = users[7]
assert(cc.user.find({ email = one.email }).id == one.id)
assert(cc.user.get({ email = one.email, active = one.active }).id == one.id)
assert(cc.user.find({ email = "nobody@example.com" }) == nil)
-- Exactly as it is written, whatever the service thinks of capitals and patterns.
assert(cc.user.find({ email = one.email:upper() }) == nil)
assert(cc.user.find({ email = "agent0000*" }) == nil)

-- Values with all that means something in a filter.
for _, odd in ipairs {
    'a"b', "a'b", "a'b\"c", "a\\b", "a\\", '"', "'", "", " ", "a b", "a;b", "a,b", "a(b)", "a==b", "ä ü 日本", "%22", "+", "&x=y", "#",
} do
    assert(cc.team.find({ name = odd }) == nil, odd)
    cc.user.patch(one.id, { mobile = odd })
    local found = cc.user.find({ mobile = odd })
    assert(odd == "" or (found and found.id == one.id), odd)
end

local err = fails("not_found", 'finding.lua:%d+: user.get: there is no user with email "agent00007@exampel.com"; did you mean ',
    cc.user.get, { email = "agent00007@exampel.com" })
assert(err.operation == "user.get" and err.message:find("agent00007@example.com", 1, true))
fails("not_found", "there is no team with active true and name", cc.team.get, { name = "x y", active = true })
err = fails("ambiguous", "more than one user has active true: ", cc.user.find, { active = true })
assert(err.hint == "name more fields, or get it by its id")
fails("ambiguous", "user.get: more than one", cc.user.get, { active = true })
fails("invalid", "name the fields to find by", cc.user.find, {})
fails("invalid", "user.find takes a table of fields to find by, not a string", cc.user.find, one.id)
fails("invalid", "email is compared with text, a whole number, true or false, not with null", cc.user.find, { email = cc.null })
fails("invalid", "not with a table", cc.user.find, { email = {} })

-- What is found is whole, also where the list leaves the arrays out.
local queue = cc.queue.list()[1]
assert(queue.callDistributionGroups == nil)
assert(cc.queue.find({ name = queue.name }).callDistributionGroups)
assert(cc.queue.get({ name = queue.name }).callDistributionGroups)
