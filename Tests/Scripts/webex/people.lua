-- People, their licences, and the user of the contact centre that comes of both after a while.
local cc, webex, async = require "cc", require "webex", require "async"

local function fails(kind, pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern), tostring(err))
    assert(err.kind == kind, tostring(err.kind))
    return err
end

local count, first = 0, nil
for person in webex.person.each { max = 20 } do
    count = count + 1
    first = first or person
end
assert(count >= 50 and #webex.person.list() == count)
assert(webex.person.find({ email = first.emails[1] }).id == first.id)
assert(webex.person.get({ displayName = first.displayName }).id and webex.person.find { email = "nobody@example.com" } == nil)

local scim = 0
for user in webex.scim_user.each { count = "20" } do scim = scim + 1 end
assert(scim >= 50)
assert(webex.scim_user.find({ userName = first.emails[1] }).userName == first.emails[1])

local license = webex.license.lookup("name", "id")
local premium = license("Contact Center Premium Agent")
local email = "new.hire@example.com"
local person, created = webex.person.ensure { emails = { email }, firstName = "New", lastName = "Hire" }
assert(created and webex.person.get(person.id).emails[1] == email)
local again, created_again = webex.person.ensure { emails = { email }, firstName = "Other" }
assert(not created_again and again.id == person.id and again.firstName == "New")
webex.license.assign { personId = person.id, licenses = { { id = premium, operation = "add" } } }
assert(cc.contains(webex.person.get(person.id).licenses, premium))

local user = cc.user.wait_for({ email = email }, { every = "1s", timeout = "30s" })
assert(user.email == email and user.ciUserId)

fails("invalid", "webex.person", cc.person.list)
fails("invalid", "cc.team", webex.team.list)
