---@meta

-- What a script finds besides Lua's own tables: io, loading of files and most of debug are absent.

---Loads a module of Patchbay's, or one beside the script: `lib.names` is `lib/names.lua` or `lib/names/init.lua`.
---@param name string
---@return any module
---@return string? path
function require(name) end

---Prints data to standard output, its values separated by tabs.
---@param ... any
function print(...) end

---@class patchbay.package
---@field loaded table<string, any>
---@field preload table<string, fun(name: string, path: string): any>
package = {}

---@class patchbay.os
os = {}

---Seconds since 1970; of a table of fields, read in the profile's zone.
---@param date? { year: integer, month: integer, day: integer, hour?: integer, min?: integer, sec?: integer }
---@return integer
function os.time(date) end

---A date in the profile's zone, or in UTC where the format begins with `!`.
---@param format? string
---@param seconds? integer
---@return string | table
function os.date(format, seconds) end

---CPU time in seconds.
---@return number
function os.clock() end

---@param later number
---@param earlier number
---@return number
function os.difftime(later, earlier) end

---@class patchbay.debug
debug = {}

---@param message? any
---@param level? integer
---@return string
function debug.traceback(message, level) end
