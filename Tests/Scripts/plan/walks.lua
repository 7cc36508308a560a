-- options: --plan --allow-deletes --users 40
-- output: *
-- A walk over a list in a plan tells each object once, however its pages are asked for: what is new, what is changed, and
-- nothing that is gone, also where whole pages of the service's are gone.
local cc, webex = require "cc", require "webex"

local function set_of(iterator, what)
    local set, count = {}, 0
    for object in iterator do
        assert(not set[object.id], what .. ": told twice: " .. object.id)
        set[object.id] = object
        count = count + 1
    end
    return set, count
end

local function list_of(set)
    local ids = {}
    for id in pairs(set) do ids[#ids + 1] = id end
    table.sort(ids)
    return ids
end

-- `each` walks; `gone` of its objects are deleted, one is changed, and one is made.
local function check(what, each, resource, ids, gone, change, make)
    local before, count = set_of(each(), what)
    assert(count > gone + 1, what .. ": too few: " .. count)
    local order = list_of(before)
    local function path(id)
        local all = table.move(ids, 1, #ids, 1, {})
        all[#all + 1] = id
        return table.unpack(all)
    end
    for i = 1, gone do resource.delete(path(order[i])) end
    local changed = order[gone + 1]
    change(changed)
    local made = make()
    local after, now = set_of(each(), what)
    assert(now == count - gone + 1, ("%s: %d of %d"):format(what, now, count - gone + 1))
    for i = 1, gone do assert(not after[order[i]], what .. ": it is gone") end
    for i = gone + 1, #order do assert(after[order[i]], what .. ": it is there") end
    assert(after[made.id], what .. ": it is new")
    return after[changed]
end

local site = cc.site.list()[1]
local work_type = cc.work_type.find { workTypeCode = "WRAP_UP_CODE" }
local code = check("code", function() return cc.auxiliary_code.each({ pageSize = 1 }) end, cc.auxiliary_code, {}, 2,
    function(id)
        local code = cc.auxiliary_code.get(id)
        code.name = "Changed"
        cc.auxiliary_code.update(id, code)
    end,
    function()
        return cc.auxiliary_code.create {
            name = "New", active = true, defaultCode = false, workTypeCode = "WRAP_UP_CODE", workTypeId = work_type.id,
        }
    end)
assert(code.name == "Changed")

local person = check("person", function() return webex.person.each({ max = 3 }) end, webex.person, {}, 9,
    function(id)
        local person = webex.person.get(id)
        person.displayName = "Changed"
        webex.person.update(id, person)
    end,
    function() return webex.person.create { emails = { "new@example.com" }, displayName = "New" } end)
assert(person.displayName == "Changed")

local organization = site.organizationId
local user = check("scim_user", function() return webex.scim_user.each({ count = 3 }) end, webex.scim_user, {}, 9,
    function(id)
        webex.scim_user.update(id, { schemas = { "urn:ietf:params:scim:schemas:core:2.0:User" }, userName = "changed@example.com", displayName = "Changed", userType = "user" })
    end,
    function()
        return webex.scim_user.create { schemas = { "urn:ietf:params:scim:schemas:core:2.0:User" }, userName = "scim.new@example.com", displayName = "New", userType = "user" }
    end)
assert(user.displayName == "Changed")
assert(webex.scim_user.find({ userName = "scim.new@example.com" }).displayName == "New")
assert(cc.user.find({ email = "scim.new@example.com" }))

-- All entries of several pages are gone.
local book = cc.address_book.list()[1]
local entries = cc.address_book_entry.list(book.id)
for _, entry in ipairs(entries) do cc.address_book_entry.delete(book.id, entry.id) end
for _ in cc.address_book_entry.each(book.id, { pageSize = 1 }) do error "it is gone" end
