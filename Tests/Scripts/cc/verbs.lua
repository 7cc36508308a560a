-- options: --allow-deletes
-- Verbs that every resource has, on teams and queues: what they make is there, and gone, and told in order.
local cc, async, json = require "cc", require "async", require "json"

local function fails(kind, pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern), tostring(err))
    assert(err.kind == kind, tostring(err.kind))
    return err
end

local site = cc.site.list()[1]
local function draft(name)
    return {
        name = name, active = true, siteId = site.id, teamType = "AGENT", teamStatus = "IN_SERVICE", rankQueuesForTeam = false,
    }
end

-- ensure creates once, and changes nothing afterwards.
local team, created = cc.team.ensure(draft("Night"))
assert(created and cc.team.get({ name = "Night" }).id == team.id)
local other = draft("Night")
other.active = false
local again, created_again = cc.team.ensure(other)
assert(not created_again and again.id == team.id and again.active == true)
fails("invalid", "the object has no name to find it by", cc.team.ensure, {})

-- A copy can be created as it is; the original stays what it was.
local copy = cc.team.as_new(cc.team.get(team.id))
assert(copy.id == nil and copy.version == nil and copy.createdTime == nil and team.id)
copy.name = "Night 2"
assert(cc.team.create(copy).id ~= team.id)
local queue = cc.queue.get(cc.queue.list()[1].id)
local twin = cc.queue.as_new(queue)
twin.name = queue.name .. " copy"
twin = cc.queue.create(twin)
assert(twin.id ~= queue.id and #cc.queue.get(twin.id).callDistributionGroups == #queue.callDistributionGroups)

-- Many at once: one that is wrong fails alone.
local source = {}
for i = 1, 7 do source[i] = draft("Bulk " .. i) end
source[3].siteId = "00000000-0000-4000-8000-000000000000"
source[8] = draft("Night")
source[8].id, source[8].active = team.id, false
local results = cc.team.bulk_save(source, { batch = 3 })
assert(#results == 8)
local ids = {}
for i, result in ipairs(results) do
    assert(result.item == source[i] and result.ok == (i ~= 3), i .. tostring(result.error))
    if result.ok then ids[#ids + 1] = result.id end
end
assert(results[3].error.kind == "invalid" and results[3].id == nil)
assert(cc.team.get(team.id).active == false and cc.team.get(results[7].id).name == "Bulk 7")

-- References, in our names, and what they keep from being deleted.
local seen = {}
for reference in cc.site.references(site.id) do
    seen[reference.type] = (seen[reference.type] or 0) + 1
    assert(reference.id and reference.name)
end
assert(seen.team and seen.team >= 8 and seen.user, json.encode(seen))
fails("in_use", "site.delete", cc.site.delete, site.id)

results = cc.team.bulk_delete(ids, { batch = 4 })
for _, result in ipairs(results) do assert(result.ok, tostring(result.error)) end
assert(cc.team.find { name = "Bulk 1" } == nil and cc.team.find { name = "Night" } == nil)
assert(cc.team.bulk_delete({ "00000000-0000-4000-8000-000000000000" })[1].error.kind == "not_found")

-- What is waited for may come while others look for something else.
local waiting = async.spawn(cc.team.wait_for, { name = "Late" }, { every = 5, timeout = "1m" })
async.sleep(20)
local late = cc.team.create(draft("Late"))
assert(waiting:wait().id == late.id)
fails("timeout", 'there is still no team with name "Never" after 20ms', cc.team.wait_for, { name = "Never" },
    { every = 5, timeout = "20ms" })

-- By method and path it is the same operation, and what it changes as well.
local path = "/organization/{orgid}/team/" .. late.id
local by_path = cc.request { method = "GET", path = path }
assert(by_path.name == "Late" and by_path.version == cc.team.get(late.id).version)
by_path.description = json.null
by_path.active = false
cc.request { method = "PUT", path = path, body = by_path }
assert(cc.team.get(late.id).active == false)
fails("not_found", "404", cc.request, { method = "GET", path = "/organization/{orgid}/team/00000000-0000-4000-8000-000000000000" })
assert(cc.request({ path = path, options = { timeout = "1m" } }).id == late.id)
local unchecked = fails("invalid", "odd", cc.request, { path = path, query = { odd = 1 }, options = { strict = false } })
assert(unchecked.status == 400, "the service itself refused it")
fails("invalid", "did you mean timeout", cc.request, { path = path, options = { timeuot = 1 } })
fails("invalid", "cc.request has no option metod; did you mean method", cc.request, { metod = "GET" })

-- A search answers data, and raises what comes as errors under 200.
local now = require("time").now()
local query = "query ($from: Long!, $to: Long!) { task(from: $from, to: $to) { tasks { id } } }"
assert(#cc.search(query, { from = now - 9 * 86400000, to = now }).task.tasks > 30)
local err = fails("invalid", "cc.search: the query names no field task", cc.search, "{ queue }")
assert(err.status == 200 and #err.tracking_id > 4 and err.answer.errors[1])
