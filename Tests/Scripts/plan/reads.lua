-- options: --plan --allow-deletes
-- output: *
-- In a plan, whatever reads an object sees what the changes before made of it, although none was sent.
local cc, run, webex, async = require "cc", require "run", require "webex", require "async"
assert(run.planning)

local function fails(kind, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok, "it did not fail")
    assert(err.kind == kind, tostring(err))
    return err
end

local function names(iterator)
    local set = {}
    for object in iterator do
        assert(not set[object.id], "told twice: " .. object.name)
        set[object.id] = object.name
    end
    return set
end

-- A create: by its id, by its name, in the whole list, in a filtered one, in a lookup.
local before = names(cc.team.each())
local site = cc.site.list()[1]
local team = cc.team.create { name = "Planned", teamType = "AGENT", teamStatus = "IN_SERVICE", siteId = site.id, active = true, rankQueuesForTeam = false }
assert(cc.team.get(team.id).name == "Planned")
assert(cc.team.find({ name = "Planned" }).id == team.id)
assert(cc.team.get({ name = "Planned", siteId = site.id }).id == team.id)
assert(cc.team.find({ name = "planned" }) == nil)
assert(cc.team.lookup("name", "id")("Planned") == team.id)
local after = names(cc.team.each())
assert(after[team.id] == "Planned")
after[team.id] = nil
for id, name in pairs(before) do assert(after[id] == name) end
for id in pairs(after) do assert(before[id]) end
assert(names(cc.team.each({ filter = "name=in=(Planned,'Nobody')" }))[team.id])
assert(names(cc.team.each({ filter = '(name=="Pla*";active==true),name=="x"' }))[team.id])
assert(not names(cc.team.each({ filter = "active==false" }))[team.id])
assert(not names(cc.team.each({ page = 1, pageSize = 5 }))[team.id])
local chosen = cc.team.list({ attributes = "name", filter = "id==" .. team.id })
assert(#chosen == 1 and chosen[1].id == team.id and chosen[1].name == "Planned" and chosen[1].siteId == nil)
local page = cc.request { path = ("/organization/%s/v2/team"):format(site.organizationId), query = { filter = 'name=="Planned"' } }
assert(page.meta.totalRecords == 1 and page.data[1].id == team.id)

-- A name that is taken, by the service's or by a planned one.
fails("conflict", cc.team.create, { name = "Planned", teamType = "AGENT", teamStatus = "IN_SERVICE", siteId = site.id, active = true, rankQueuesForTeam = false })
local first = cc.team.list()[1]
fails("conflict", cc.team.create, { name = first.name, teamType = "AGENT", teamStatus = "IN_SERVICE", siteId = site.id, active = true, rankQueuesForTeam = false })
local same, created = cc.team.ensure({ name = "Planned", teamType = "AGENT", teamStatus = "IN_SERVICE", siteId = site.id, active = true, rankQueuesForTeam = false })
assert(same.id == team.id and created == false)
same, created = cc.team.ensure({ name = first.name, teamType = "AGENT", teamStatus = "IN_SERVICE", siteId = site.id, active = true, rankQueuesForTeam = false })
assert(same.id == first.id and created == false)

-- A change: under its new name, no more under its old one.
first.name = "Renamed"
cc.team.update(first.id, first)
assert(cc.team.get(first.id).name == "Renamed")
assert(cc.team.find({ name = "Renamed" }).id == first.id)
assert(cc.team.find({ name = before[first.id] }) == nil)
local count = 0
for object in cc.team.each() do
    if object.id == first.id then
        count = count + 1
        assert(object.name == "Renamed")
    end
end
assert(count == 1)
-- A name that was let go of is free.
local heir = cc.team.ensure({ name = before[first.id], teamType = "AGENT", teamStatus = "IN_SERVICE", siteId = site.id, active = true, rankQueuesForTeam = false })
assert(heir.id ~= first.id and cc.team.find({ name = before[first.id] }).id == heir.id)

-- A delete: of one that is there, and of one that is only planned.
local gone = cc.auxiliary_code.list()[1]
cc.auxiliary_code.delete(gone.id)
assert(fails("not_found", cc.auxiliary_code.get, gone.id).status == 404)
assert(cc.auxiliary_code.find({ name = gone.name }) == nil)
assert(not names(cc.auxiliary_code.each())[gone.id])
fails("not_found", cc.auxiliary_code.delete, gone.id)
fails("not_found", cc.auxiliary_code.update, gone.id, gone)
-- One that others refer to cannot be deleted, as the service would say.
fails("in_use", cc.team.delete, cc.team.list()[1].id)
cc.team.delete(heir.id)
fails("not_found", cc.team.get, heir.id)
assert(cc.team.find({ name = heir.name }) == nil)
fails("not_found", cc.team.get, (team.id:gsub(".$", "f")))

-- A list that leaves arrays out leaves them out of what is planned too; read by its id it is whole.
local queue = cc.queue.find({ name = cc.queue.list()[1].name })
local copy = cc.queue.as_new(queue)
copy.name = "Planned queue"
copy = cc.queue.create(copy)
local listed
for object in cc.queue.each() do
    if object.id == copy.id then listed = object end
end
assert(listed and listed.callDistributionGroups == nil)
fails("invalid", cc.queue.update, listed.id, listed)
assert(cc.queue.find({ name = "Planned queue" }).callDistributionGroups)
local whole
for object in cc.queue.each(nil, { whole = true }) do whole = object.id == copy.id and object or whole end
assert(whole.callDistributionGroups)

-- What lies beneath an object that is only planned is asked of nobody.
local book = cc.address_book.create({ name = "Planned book", parentType = "ORGANIZATION" })
assert(#cc.address_book_entry.list(book.id) == 0)
local entry = cc.address_book_entry.create(book.id, { name = "Ada", number = "+4912345" })
assert(cc.address_book_entry.get(book.id, entry.id).name == "Ada")
assert(cc.address_book_entry.find(book.id, { name = "Ada" }).id == entry.id)
assert(cc.address_book_entry.find(book.id, { name = "Eve" }) == nil)
local references = 0
for _ in cc.address_book.references(book.id) do references = references + 1 end
assert(references == 0)

-- A person is at once a user of the contact centre.
local person, is_new = webex.person.ensure { emails = { "new.hire@example.com" }, firstName = "New", lastName = "Hire" }
assert(is_new)
local again
again, is_new = webex.person.ensure { emails = { "new.hire@example.com" }, firstName = "New", lastName = "Hire" }
assert(again.id == person.id and not is_new)
assert(webex.person.get(person.id).displayName == "New Hire")
assert(#webex.person.list({ email = "New.Hire@example.com" }) == 1)
assert(#webex.person.list({ displayName = "new h" }) == 1)
local user = cc.user.wait_for({ email = "new.hire@example.com" })
assert(cc.user.find({ email = "new.hire@example.com" }).id == user.id)
assert(cc.user.by_ci_user_id(user.ciUserId).id == user.id)
cc.user.patch(user.id, { teamIds = { team.id } }, { bulk = true })
assert(cc.user.get(user.id).teamIds[1] == team.id)
assert(cc.user.find({ teamIds = team.id }).id == user.id)

-- What else is waited for is taken to come, the same for all who wait for it; what is there is found.
local expected = {}
for i, object in ipairs(async.map({ 1, 2, 3 }, function() return cc.user.wait_for({ email = "somebody@example.com" }) end)) do
    expected[i] = object.id
end
assert(#expected == 3 and expected[1] == expected[2] and expected[2] == expected[3])
assert(cc.user.get(expected[1]).email == "somebody@example.com")
local agent = cc.user.list({ page = 0, pageSize = 1 })[1]
assert(cc.user.wait_for({ email = agent.email }).id == agent.id)
print "done"
