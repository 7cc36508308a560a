-- options: --plan --rate-limit 0
-- exit: 5
-- error: the plan does not come to an end: site.get("
-- error: was asked 5000 times more, and nothing else happened
local cc = require "cc"
local id = cc.site.list()[1].id
repeat local site = cc.site.get(id) until site.description == "ready"
