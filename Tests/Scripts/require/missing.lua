-- exit: 1
-- error: missing.lua:4: require
-- error: there is no such module
require "not.there"
