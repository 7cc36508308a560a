---@meta

---Instants and durations, in milliseconds.
---@class time
---@field second integer
---@field minute integer
---@field hour integer
---@field day integer
local time = {}

---@return patchbay.instant
function time.now() end

---@param value patchbay.duration
---@return integer milliseconds
function time.duration(value) end

---An instant as text; the zone is a name, an offset such as `+02:00`, or the profile's.
---@param instant patchbay.instant
---@param format? string as in os.date
---@param zone? string
---@return string
function time.format(instant, format, zone) end

---ISO 8601 in UTC.
---@param instant patchbay.instant
---@return string
function time.iso(instant) end

---The instant of ISO 8601 text.
---@param text string
---@return patchbay.instant
function time.parse(text) end

---The start of the unit that an instant lies in.
---@param instant patchbay.instant
---@param unit "second" | "minute" | "hour" | "day" | "week" | "month"
---@return patchbay.instant
function time.floor(instant, unit) end

---Windows that together are `from` to `to`.
---@param from patchbay.instant
---@param to patchbay.instant
---@param step patchbay.duration
---@return { from: patchbay.instant, to: patchbay.instant }[]
function time.split(from, to, step) end

---What os.date is.
---@param format? string
---@param seconds? integer
---@return string | table
function time.date(format, seconds) end

---What os.time is.
---@param date? table
---@return integer
function time.os_time(date) end

return time
