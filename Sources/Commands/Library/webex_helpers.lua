---A request by method and path, treated as the operation that it is.
---@param request { method: string, path: string, query?: table, body?: any, options?: patchbay.request_options }
---@return any
function webex.request(request) end
