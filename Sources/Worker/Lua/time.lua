-- Instants and durations are whole milliseconds, as in Webex. Calendars are computed here: the worker reads no zone files.

local native, import, facts = ...
local effects = import "effects"

local time = { second = 1000, minute = 60000, hour = 3600000, day = 86400000 }

local UNITS = { ms = 1, s = time.second, m = time.minute, h = time.hour, d = time.day, w = 7 * time.day }
local MONTHS = {
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
}
local DAYS = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" }

function time.now()
    return native.now()
end

-- Milliseconds of "90s", "5m", "2h", "7d", "1h30m"; a number is milliseconds already.
function time.duration(value)
    if math.type(value) == "integer" and value >= 0 then return value end
    if type(value) == "number" and value >= 0 and value < 2^53 then return math.floor(value) end
    if type(value) == "string" then
        local total, position = 0, 1
        while position <= #value do
            local count, unit, next_position = value:match("^(%d+)(%a+)()", position)
            -- More digits than any duration needs would not fit into an integer.
            if not count or not UNITS[unit] or #count > 12 then break end
            total = total + math.tointeger(count) * UNITS[unit]
            position = next_position
        end
        if #value > 0 and position > #value then return total end
    end
    effects.invalid("%s is no duration: write 90s, 5m, 2h, 7d or milliseconds", tostring(value))
end

-- Days since 1970-01-01 of a date in the Gregorian calendar, and back (Howard Hinnant's algorithms).
local function days_from_civil(year, month, day)
    if month <= 2 then year = year - 1 end
    local era = year // 400
    local year_of_era = year - era * 400
    local day_of_year = (153 * (month + (month > 2 and -3 or 9)) + 2) // 5 + day - 1
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719468
end

local function civil_from_days(days)
    days = days + 719468
    local era = days // 146097
    local day_of_era = days - era * 146097
    local year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    local day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    local shifted = (5 * day_of_year + 2) // 153
    local month = shifted + (shifted < 10 and 3 or -9)
    return year_of_era + era * 400 + (month <= 2 and 1 or 0), month, day_of_year - (153 * shifted + 2) // 5 + 1
end

local UTC = { name = "UTC", transitions = {} }
local zones = { UTC = UTC, Z = UTC }
if facts.zone then zones[facts.zone.name] = facts.zone end

-- A zone is its name and its transitions, ascending: { from ms, offset s, abbreviation }. Those of other zones than the
-- profile's are asked of the host once.
local function zone_of(name)
    if name == nil then return facts.zone or UTC end
    local zone = zones[name]
    if not zone then
        local sign, hours, minutes = tostring(name):match("^([+-])(%d%d):?(%d%d)$")
        if sign then
            local offset = (math.tointeger(hours) * 60 + math.tointeger(minutes)) * 60
            zone = { name = name, transitions = { { math.mininteger, sign == "-" and -offset or offset, name } } }
        else
            zone = effects.ask("time.format", "zone", { name = name })
        end
        zones[name] = zone
    end
    return zone
end

local function offset_at(zone, instant)
    local transitions = zone.transitions
    local low, high = 1, #transitions
    if high == 0 or instant < transitions[1][1] then
        return high > 0 and transitions[1][2] or 0, high > 0 and transitions[1][3] or "UTC"
    end
    while low < high do
        local middle = (low + high + 1) // 2
        if transitions[middle][1] <= instant then low = middle else high = middle - 1 end
    end
    return transitions[low][2], transitions[low][3]
end

local function check_instant(who, instant)
    if math.type(instant) == "integer" then return instant end
    if type(instant) == "number" and instant == math.floor(instant) then return math.tointeger(instant) end
    effects.invalid("%s takes an instant in milliseconds, not %s", who, tostring(instant))
end

-- The fields of an instant in a zone.
local function fields(instant, zone)
    local offset, abbreviation = offset_at(zone, instant)
    local shifted = instant + offset * 1000
    local days = shifted // time.day
    local rest = shifted - days * time.day
    local year, month, day = civil_from_days(days)
    return {
        year = year, month = month, day = day, hour = rest // time.hour, min = rest // time.minute % 60,
        sec = rest // 1000 % 60, ms = rest % 1000, wday = (days + 4) % 7 + 1,
        yday = days - days_from_civil(year, 1, 1) + 1, offset = offset, zone = abbreviation, days = days,
    }
end

-- The ISO week and the year it belongs to: that of the week's Thursday.
local function iso_week(f)
    local thursday = f.days - (f.wday + 5) % 7 + 3
    local year = civil_from_days(thursday)
    return (thursday - days_from_civil(year, 1, 1)) // 7 + 1, year
end

local function offset_text(offset, colon)
    local minutes = math.abs(offset) // 60
    return ("%s%02d%s%02d"):format(offset < 0 and "-" or "+", minutes // 60, colon, minutes % 60)
end

local CONVERSIONS
CONVERSIONS = {
    Y = function(f) return tostring(f.year) end,
    y = function(f) return ("%02d"):format(f.year % 100) end,
    m = function(f) return ("%02d"):format(f.month) end,
    d = function(f) return ("%02d"):format(f.day) end,
    e = function(f) return ("%2d"):format(f.day) end,
    H = function(f) return ("%02d"):format(f.hour) end,
    I = function(f) return ("%02d"):format((f.hour + 11) % 12 + 1) end,
    M = function(f) return ("%02d"):format(f.min) end,
    S = function(f) return ("%02d"):format(f.sec) end,
    p = function(f) return f.hour < 12 and "AM" or "PM" end,
    j = function(f) return ("%03d"):format(f.yday) end,
    a = function(f) return DAYS[f.wday]:sub(1, 3) end,
    A = function(f) return DAYS[f.wday] end,
    b = function(f) return MONTHS[f.month]:sub(1, 3) end,
    B = function(f) return MONTHS[f.month] end,
    w = function(f) return tostring(f.wday - 1) end,
    u = function(f) return tostring((f.wday + 5) % 7 + 1) end,
    V = function(f) return ("%02d"):format((iso_week(f))) end,
    G = function(f) return tostring((select(2, iso_week(f)))) end,
    z = function(f) return offset_text(f.offset, "") end,
    Z = function(f) return f.zone end,
    F = function(f) return ("%04d-%02d-%02d"):format(f.year, f.month, f.day) end,
    T = function(f) return ("%02d:%02d:%02d"):format(f.hour, f.min, f.sec) end,
    R = function(f) return ("%02d:%02d"):format(f.hour, f.min) end,
    D = function(f) return ("%02d/%02d/%02d"):format(f.month, f.day, f.year % 100) end,
    c = function(f)
        return ("%s %s %s %s %d"):format(CONVERSIONS.a(f), CONVERSIONS.b(f), CONVERSIONS.e(f), CONVERSIONS.T(f), f.year)
    end,
    x = function(f) return CONVERSIONS.D(f) end,
    X = function(f) return CONVERSIONS.T(f) end,
    n = function() return "\n" end,
    t = function() return "\t" end,
    ["%"] = function() return "%" end,
}

local function formatted(who, instant, format, zone)
    local f = fields(instant, zone)
    local out, position = {}, 1
    while true do
        local start, _, letter = format:find("%%(.?)", position)
        out[#out + 1] = format:sub(position, (start or 0) - 1)
        if not start then return table.concat(out) end
        local convert = CONVERSIONS[letter]
        if not convert then effects.invalid("%s: %%%s is no conversion", who, letter) end
        out[#out + 1] = convert(f)
        position = start + 1 + #letter
    end
end

-- `zone` is a name such as "Europe/Berlin", an offset such as "+02:00", or nil: the profile's.
function time.format(instant, format, zone)
    return formatted("time.format", check_instant("time.format", instant), format or "%Y-%m-%d %H:%M:%S", zone_of(zone))
end

-- ISO 8601 in UTC: 2026-11-01T10:20:30.000Z
function time.iso(instant)
    local f = fields(check_instant("time.iso", instant), UTC)
    return ("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ"):format(f.year, f.month, f.day, f.hour, f.min, f.sec, f.ms)
end

-- The instant that a zone's clock shows as these fields. In the hour that a clock skips, the time just after it.
local function instant_of(zone, year, month, day, milliseconds)
    local shown = days_from_civil(year, month, day) * time.day + milliseconds
    local offset = offset_at(zone, shown)
    offset = offset_at(zone, shown - offset * 1000)
    return shown - offset * 1000
end

-- The instant of ISO 8601 text; without an offset it is meant in the profile's zone.
function time.parse(text)
    local subject = type(text) == "string" and text or ""
    local year, month, day, rest = subject:match("^%s*(%d%d%d%d)%-(%d%d)%-(%d%d)(.-)%s*$")
    if year then
        year, month, day = math.tointeger(year), math.tointeger(month), math.tointeger(day)
        local days = days_from_civil(year, month, day)
        local back_year, back_month, back_day = civil_from_days(days)
        if back_year == year and back_month == month and back_day == day then
            if rest == "" then return instant_of(zone_of(), year, month, day, 0) end
            local hour, minute, tail = rest:match("^[Tt ](%d%d):(%d%d)(.*)$")
            local seconds, fraction, zone
            if hour then
                seconds, fraction, zone = tail:match("^:(%d%d)%.?(%d*)(.*)$")
                if not seconds then seconds, fraction, zone = "00", "", tail end
            end
            if hour and tonumber(hour) < 24 and tonumber(minute) < 60 and tonumber(seconds) < 61 then
                local milliseconds = math.tointeger((fraction .. "000"):sub(1, 3))
                local within = ((math.tointeger(hour) * 60 + math.tointeger(minute)) * 60 + math.tointeger(seconds)) * 1000
                    + milliseconds
                if zone == "" then return instant_of(zone_of(), year, month, day, within) end
                if zone == "Z" or zone == "z" or zone:match("^[+-]%d%d:?%d%d$") then
                    local offset = offset_at(zone_of(zone:upper()), 0)
                    return days * time.day + within - offset * 1000
                end
            end
        end
    end
    effects.invalid("%s is no time: write 2026-11-01, 2026-11-01T08:30 or 2026-11-01T08:30:00Z", tostring(text))
end

-- The start of the unit that an instant lies in, in the profile's zone.
function time.floor(instant, unit)
    instant = check_instant("time.floor", instant)
    local zone = zone_of()
    local f = fields(instant, zone)
    if unit == "second" or unit == "minute" then return instant - instant % time[unit] end
    if unit == "hour" then return instant - (f.min * 60 + f.sec) * 1000 - f.ms end
    if unit == "day" then return instant_of(zone, f.year, f.month, f.day, 0) end
    if unit == "week" then
        local year, month, day = civil_from_days(f.days - (f.wday + 5) % 7)
        return instant_of(zone, year, month, day, 0)
    end
    if unit == "month" then return instant_of(zone, f.year, f.month, 1, 0) end
    effects.invalid("time.floor: %s is no unit: second, minute, hour, day, week or month", tostring(unit))
end

-- Windows of `step` that together are `from` to `to`: a list of { from=, to= }.
function time.split(from, to, step)
    from, to = check_instant("time.split", from), check_instant("time.split", to)
    local width = time.duration(step)
    if width == 0 then effects.invalid("time.split: a step of 0 never ends") end
    local windows = {}
    while from < to do
        windows[#windows + 1] = { from = from, to = math.min(from + width, to) }
        from = from + width
    end
    return windows
end

-- os.date and os.time of scripts, in the profile's zone.
function time.date(format, seconds)
    format = format or "%c"
    local zone = zone_of()
    if format:sub(1, 1) == "!" then format, zone = format:sub(2), UTC end
    local instant = seconds and check_instant("os.date", seconds) * 1000 or time.now()
    if format:sub(1, 2) == "*t" then
        local f = fields(instant, zone)
        return {
            year = f.year, month = f.month, day = f.day, hour = f.hour, min = f.min, sec = f.sec, wday = f.wday,
            yday = f.yday, isdst = false,
        }
    end
    return formatted("os.date", instant, format, zone)
end

function time.os_time(date)
    if date == nil then return time.now() // 1000 end
    for _, field in ipairs { "year", "month", "day" } do
        if not math.tointeger(date[field]) then effects.invalid("os.time: the field %s is missing", field) end
    end
    local month = (date.month or 1) - 1
    local milliseconds = ((date.hour or 12) * 3600 + (date.min or 0) * 60 + (date.sec or 0)) * 1000
    local first = instant_of(zone_of(), date.year + month // 12, month % 12 + 1, 1, milliseconds)
    return (first + ((date.day or 1) - 1) * time.day) // 1000
end

return time
