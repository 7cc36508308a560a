-- options: --timeout 300ms
-- exit: 5
-- error: --timeout
-- output: before
print "before"
require("async").sleep("1h")
