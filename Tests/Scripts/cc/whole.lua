-- Entries of lists that leave arrays out are not written back; whole reads each by its id.
local cc, json = require "cc", require "json"

local function refused(f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and err.kind == "invalid", tostring(err))
    assert(tostring(err):find("^whole.lua:%d+: %w+%.%w+: it came from a list.+what it lacks would be erased"), tostring(err))
    assert(err.hint == "read it by its id, or list with { whole = true }")
end

local listed = cc.queue.list()
local position = 0
for queue in cc.queue.each({}, { whole = true }) do
    position = position + 1
    assert(queue.id == listed[position].id and queue.callDistributionGroups and not listed[position].callDistributionGroups)
end
assert(position == #listed and position > 1)
local whole = cc.queue.list({}, { whole = true })
assert(#whole == #listed and whole[1].callDistributionGroups and json.encode(whole):sub(1, 1) == "[")
local page = cc.queue.list({ page = 0, pageSize = 2 }, { whole = true })
assert(#page == 2 and page[2].callDistributionGroups)
refused(cc.queue.update, listed[1].id, listed[1])
refused(cc.queue.create, listed[1])
refused(cc.queue.update, page[1].id, cc.queue.list({ page = 0 })[1])

-- A list that leaves nothing out may be written back, unless only some attributes were asked for.
local user = cc.user.list()[3]
user.mobile = "+49 1"
assert(cc.user.update(user.id, user).mobile == "+49 1")
assert(cc.user.get(user.id).mobile == "+49 1")
for some in cc.user.each { attributes = "id,email" } do
    refused(cc.user.update, some.id, some)
    break
end
assert(cc.user.patch(user.id, { mobile = cc.null }).mobile == nil and cc.user.get(user.id).mobile == nil)
local ok, err = pcall(cc.user.each({}, { hole = true }))
assert(not ok and tostring(err):find("there is no option hole"), tostring(err))
