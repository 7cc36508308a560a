-- options: --plan --rate-limit 0
-- output: *
-- What gets on is let go on, however often it sleeps and asks the same.
local cc, async, run = require "cc", require "async", require "run"
local id = cc.site.list()[1].id
local user = cc.user.each()().id
local sites = {}
for i = 1, 60 do sites[i] = { key = "k" .. i } end

-- A row a time, each of which looks at the same thing.
run.rows(sites, { key = "key", concurrency = 1 }, function()
    cc.site.get(id)
    async.sleep("1s")
end)
-- A loop of the script's own that tells of its rows.
for _, site in ipairs(sites) do
    cc.site.get(id)
    async.sleep("1s")
    run.report { key = site.key }
end
-- One that changes something.
for i = 1, 60 do
    cc.site.get(id)
    cc.user.patch(user, { workPhone = ("+4930%04d"):format(i) })
    async.sleep("1s")
end
-- One that asks for something else in between.
for i = 1, 60 do
    cc.site.get(id)
    cc.task.list { from = i * 60000, to = i * 60000 + 1 }
    async.sleep("1s")
end
-- Many that look twice, each at its own.
async.each(cc.user.each(), { concurrency = 60 }, function(other, i)
    for _ = 1, 2 do
        cc.user.get(other.id)
        async.sleep(i * 100)
    end
end)
