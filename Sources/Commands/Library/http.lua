---@meta

---Other services: only the hosts that the run was granted. In a plan all but `get` is held back, and answered with status
---200 and an empty body.
---@class http
local http = {}

---@class http.options
---@field json? any sent as JSON
---@field body? string
---@field file? string the path of a file that the run may read: sent as it is, whatever its size
---@field headers? table<string, string | patchbay.secret>
---@field timeout? patchbay.duration

---@class http.answer
---@field status integer
---@field headers table<string, string>
---@field body string
---@field json? any what the body holds, where it is JSON

---@param url string | patchbay.secret
---@param options? http.options
---@return http.answer
function http.get(url, options) end

---@param url string | patchbay.secret
---@param options? http.options
---@return http.answer
function http.post(url, options) end

---@param url string | patchbay.secret
---@param options? http.options
---@return http.answer
function http.put(url, options) end

---@param url string | patchbay.secret
---@param options? http.options
---@return http.answer
function http.patch(url, options) end

---@param url string | patchbay.secret
---@param options? http.options
---@return http.answer
function http.delete(url, options) end

return http
