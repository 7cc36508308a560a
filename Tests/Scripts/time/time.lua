local time, async = require "time", require "async"

local function fails(pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern), tostring(err))
end
local function same(a, b) if a ~= b then error(("%s is not %s"):format(a, b), 2) end end

same(time.second, 1000) same(time.minute, 60000) same(time.hour, 3600000) same(time.day, 86400000)
same(math.type(time.now()), "integer")
assert(time.now() > 1700000000000)

-- Text to instants and back.
same(time.parse "2026-11-01T10:20:30Z", 1793528430000)
same(time.parse "2026-11-01T10:20:30.5Z", 1793528430500)
same(time.parse "2026-11-01t10:20z", 1793528400000)
same(time.parse " 2026-11-01T12:20:30+02:00 ", 1793528430000)
same(time.parse "2026-11-01T05:20:30-0500", 1793528430000)
same(time.parse "1970-01-01T00:00:00Z", 0) same(time.parse "1969-12-31T23:59:59.999Z", -1)
same(time.parse "2000-02-29T00:00:00Z", 951782400000)
same(time.iso(1793528430500), "2026-11-01T10:20:30.500Z") same(time.iso(-1), "1969-12-31T23:59:59.999Z")
for instant = -5000000000000, 5000000000000, 77777777777 do same(time.parse(time.iso(instant)), instant) end
for _, text in ipairs {
    "", "soon", "2026-13-01", "2026-02-29", "2026-11-31", "2026-11-01T25:00Z", "2026-11-01T10:60Z", "2026-11-01 x", "20261101",
    "2026-11-01T10:20:30+2", "2026-11-01T",
} do
    fails("is no time: write 2026%-11%-01", time.parse, text)
end
fails("is no time", time.parse, nil)

-- Durations.
same(time.duration and 1, 1)
same(time.duration "90s", 90000) same(time.duration "1h30m", 5400000) same(time.duration "2d", 172800000)
same(time.duration "1w", 604800000) same(time.duration "250ms", 250) same(time.duration(5), 5) same(time.duration(5.9), 5) same(time.duration "0s", 0)
for _, bad in ipairs { "", "5", "s", "5x", "1h 30m", "-5s", -1, 0 / 0, math.huge, "99999999999999999999d", {}, true } do
    fails("is no duration: write 90s, 5m, 2h, 7d or milliseconds", time.duration, bad)
end

-- Formats, in zones with summer time, with offsets, and in UTC.
local t = 1793528430500
same(time.format(t, "%Y-%m-%d %H:%M:%S", "UTC"), "2026-11-01 10:20:30")
same(time.format(t, "%F %T %z", "Europe/Berlin"), "2026-11-01 11:20:30 +0100")
same(time.format(time.parse "2026-07-01T10:00:00Z", "%H:%M %z", "Europe/Berlin"), "12:00 +0200")
same(time.format(time.parse "2026-07-01T10:00:00Z", "%H:%M %z", "America/New_York"), "06:00 -0400")
same(time.format(t, "%H:%M", "+05:30"), "15:50") same(time.format(t, "%H:%M %z", "-0330"), "06:50 -0330")
same(time.format(t, "%a %A %b %B %d %e %j %y %I %p %w %u %G-W%V %% %R %D", "UTC"),
    "Sun Sunday Nov November 01  1 305 26 10 AM 0 7 2026-W44 % 10:20 11/01/26")
same(time.format(time.parse "2027-01-01T00:00:00Z", "%G-W%V %j %I%p", "UTC"), "2026-W53 001 12AM")
same(time.format(time.parse "2024-12-30T13:00:00Z", "%G-W%V %j %I%p", "UTC"), "2025-W01 365 01PM")
fails("time.format: %%Q is no conversion", time.format, t, "%Q")
fails("time.format takes an instant in milliseconds, not 2026", time.format, "2026")
fails("", time.format, t, "%F", "Nowhere/Nothing")

-- Floors and windows.
same(time.iso(time.floor(t, "second")), "2026-11-01T10:20:30.000Z") same(time.iso(time.floor(t, "minute")), "2026-11-01T10:20:00.000Z")
same(time.iso(time.floor(t, "hour")), "2026-11-01T10:00:00.000Z") same(time.iso(time.floor(t, "day")), "2026-11-01T00:00:00.000Z")
same(time.iso(time.floor(t, "week")), "2026-10-26T00:00:00.000Z") same(time.iso(time.floor(t, "month")), "2026-11-01T00:00:00.000Z")
same(time.floor(-1, "day"), -time.day)
fails("time.floor: year is no unit", time.floor, t, "year")
local windows = time.split(0, 250, "100ms")
same(#windows, 3) same(windows[1].to, windows[2].from) same(windows[3].to, 250) same(#time.split(5, 5, 1), 0)
fails("a step of 0 never ends", time.split, 0, 1, 0)

-- os.date and os.time go by the same calendar.
same(os.date("!%Y-%m-%d %H:%M:%S", 1793528430), "2026-11-01 10:20:30")
local fields = os.date("!*t", 1793528430)
same(fields.year * 10000 + fields.month * 100 + fields.day, 20261101) same(fields.hour, 10) same(fields.wday, 1) same(fields.yday, 305)
same(os.time { year = 2026, month = 11, day = 1, hour = 10, min = 20, sec = 30 }, 1793528430)
same(os.time { year = 2026, month = 14, day = 0, hour = 0 }, os.time { year = 2027, month = 1, day = 31, hour = 0 })
assert(math.abs(os.time() - time.now() // 1000) <= 1 and #os.date() > 10 and os.clock() >= 0)
fails("os.time: the field day is missing", os.time, { year = 2026, month = 1 })

-- sleep lasts as long as it says.
local before = time.now()
async.sleep("30ms")
assert(time.now() - before >= 29)
