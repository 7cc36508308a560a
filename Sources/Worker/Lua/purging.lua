-- Purges: each request takes a batch of what is inactive, and names where the next one starts.

local native, import = ...
local arguments, calls = import "arguments", import "calls"

-- Where the next batch starts, or nil after the last one.
local function next_start(body)
    local links = type(body) == "table" and body.links
    for _, link in ipairs(type(links) == "table" and links or {}) do
        local href = type(link) == "table" and link.href
        local start = type(href) == "string" and href:match("[?&]nextStartId=([^&#]+)")
        if start then
            return (start:gsub("%%(%x%x)", function(digits) return string.char(tonumber(digits, 16)) end))
        end
    end
    return nil
end

-- Purges all that is inactive; gives the list of the answers, one a batch. With nextStartId, that batch alone.
return function(resource, ids, parameters, options)
    local body = calls.with(resource, "purge_inactive", ids, parameters, options)
    local all = { body }
    if not (parameters and parameters.nextStartId) then
        local start, seen = next_start(body), {}
        while start and not seen[start] do
            seen[start] = true
            body = calls.with(resource, "purge_inactive", ids, arguments.merged(parameters, { nextStartId = start }), options)
            all[#all + 1] = body
            start = next_start(body)
        end
    end
    return native.json_list(all)
end
