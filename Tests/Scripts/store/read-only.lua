-- options: --read-only
-- A script's own values are none of the org's.
local store = require "store"
store.set("a", 1)
assert(store.update("a", function(a) return a + 1 end) == 2)
assert(store.take("a") == 2)
