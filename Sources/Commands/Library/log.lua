---@meta

---Lines on standard error: what happened, and its facts as fields.
---@class log
local log = {}

---@param text any
---@param fields? table<string, any>
function log.debug(text, fields) end

---@param text any
---@param fields? table<string, any>
function log.info(text, fields) end

---@param text any
---@param fields? table<string, any>
function log.warn(text, fields) end

---@param text any
---@param fields? table<string, any>
function log.error(text, fields) end

return log
