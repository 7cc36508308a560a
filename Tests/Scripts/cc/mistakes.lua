-- What people get wrong first, told before anything is sent; and objects that go back as they came.
local cc, webex = require "cc", require "webex"

local function fails(pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and err.kind == "invalid" and tostring(err):find(pattern), tostring(err))
end

-- A field that the objects do not have finds nothing, for ever.
fails("user.find: emial is no field of a user; did you mean email%?", cc.user.find, { emial = "x" })
fails("team.get: nmae is no field of a team; did you mean name%?", cc.team.get, { nmae = "Support" })
fails("emial is no field of a user", cc.user.wait_for, { emial = "x" }, { timeout = "1h" })
fails("emial is no field of a person; did you mean email%?", webex.person.find, { emial = "x" })
assert(webex.person.find { email = "nobody@example.com" } == nil)
assert(webex.scim_user.find { ["name.familyName"] = "Nobody" } == nil)
assert(cc.team.find({ nmae = "Support" }, { strict = false }) == nil)

-- An object that lacks its arrays does not become whole by being copied.
fails("arrays out of this list", cc.user_profile.as_new, cc.user_profile.list()[1])
assert(cc.user_profile.as_new(cc.user_profile.get(cc.user_profile.list()[1].id)).editableFolderIds)

-- An object where a list is meant is no empty list.
fails("write { … } around it", cc.team.bulk_save, { name = "x" })
assert(#cc.team.bulk_save {} == 0)

fails("user.get: argument 1, an id, is nil", cc.user.get, nil)
fails("user.patch: argument 2 is nil", cc.user.patch, "x", nil)
fails("user.list is called with a dot", function() return cc.user:list() end)
fails("user.reskill is called with a dot", function() return cc.user:reskill("x", {}) end)

-- A person's loginEnabled is answered as text, and goes back as what it is.
local person = webex.person.find { email = "agent00001@example.com" }
assert(person.loginEnabled == "true" and webex.person.update(person.id, person).loginEnabled == "true")

for _, resource in ipairs { "skill", "skill_profile", "desktop_profile", "team", "site", "queue", "user_profile" } do
    local object = cc[resource].get(cc[resource].list()[1].id)
    assert(cc[resource].update(object.id, object).name == object.name)
    local copy = cc[resource].as_new(object)
    copy.name = "Copy of one"
    assert(cc[resource].create(copy).id ~= object.id)
end
