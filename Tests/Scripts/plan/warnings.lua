-- options: --plan
-- output: *
-- error: warning: team.list: of what is planned nothing is added to its answer, since "search=Planned" cannot be judged before it is carried out; filters by == and =in= can
-- error: warning: team.references is answered as things are now: what is planned is not in it
-- error: warning: queue.by_skill_profile is not asked for what is only planned: its answer has nothing in it
-- What a plan cannot answer as it would be is said, once for each operation.
local cc = require "cc"
local site = cc.site.list()[1]
local team = cc.team.create { name = "Planned", teamType = "AGENT", teamStatus = "IN_SERVICE", siteId = site.id, active = true, rankQueuesForTeam = false }
assert(#cc.team.list({ search = "Planned" }) == 0)
assert(#cc.team.list({ filter = "name!=Planned" }) > 0)
for _ in cc.team.references(team.id) do error "nothing refers to it" end
for _ in cc.team.references(cc.team.list()[1].id) do break end
local profile = cc.skill_profile.create { name = "Planned", activeSkills = {} }
assert(#cc.queue.by_skill_profile(profile.id).data == 0)
assert(#cc.queue.by_skill_profile(profile.id).data == 0)
