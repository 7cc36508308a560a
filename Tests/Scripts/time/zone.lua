-- The profile's zone, else the machine's, is what is meant where none is named.
local time = require "time"
local zone = time.format(time.parse "2026-07-01T00:00:00Z", "%z")
assert(zone == "+0000" or zone == "+0200", zone)
local hours = zone == "+0000" and 0 or 2
assert(time.parse "2026-07-01" == time.parse "2026-07-01T00:00:00Z" - hours * time.hour)
assert(time.floor(time.parse "2026-07-01T12:00:00Z", "day") == time.parse "2026-07-01")
-- A clock that skips an hour, and one that shows an hour twice.
local berlin = function(text) return time.format(time.parse(text), "%F %T %z", "Europe/Berlin") end
assert(berlin "2026-03-29T00:59:59Z" == "2026-03-29 01:59:59 +0100" and berlin "2026-03-29T01:00:00Z" == "2026-03-29 03:00:00 +0200")
assert(berlin "2026-10-25T00:30:00Z" == "2026-10-25 02:30:00 +0200" and berlin "2026-10-25T01:30:00Z" == "2026-10-25 02:30:00 +0100")
