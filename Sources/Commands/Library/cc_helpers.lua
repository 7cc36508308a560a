---The fields of `want` that differ from those of `have`, and their names; nil when none does.
---@param have table
---@param want table
---@return table? changes
---@return string[] names
function cc.changes(have, want) end

---@param list any[]?
---@param value any
---@return boolean
function cc.contains(list, value) end

---A question in GraphQL about tasks and agents, and what it found.
---@param query string
---@param variables? table<string, any>
---@return table
function cc.search(query, variables) end

---A request by method and path, treated as the operation that it is.
---@param request { method: string, path: string, query?: table, body?: any, options?: patchbay.request_options }
---@return any
function cc.request(request) end
