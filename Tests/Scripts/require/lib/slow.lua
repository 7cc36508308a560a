print "loading slow"
require("async").sleep(5)
return { waited = true }
