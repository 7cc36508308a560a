-- Requests to hosts that the run was not granted are refused before they are sent; what is written wrong says so.
local http = require "http"

local function fails(pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern), tostring(err))
    return err
end

for _, verb in ipairs { "get", "post", "put", "patch", "delete" } do
    local err = fails("http.lua:%d+: http." .. verb .. ": .*%-%-allow%-net", http[verb], "https://example.invalid/x", {})
    assert(err.kind == "denied", err.kind)
end
fails("http.post takes json or body, not both", http.post, "https://a/", { json = {}, body = "" })
fails("http.post: body is text, not a table", http.post, "https://a/", { body = {} })
fails("http.get has no option header; did you mean headers", http.get, "https://a/", { header = {} })
fails("http.post: .*function", http.post, "https://a/", { json = { f = print } })
fails("is no duration", http.get, "https://a/", { timeout = "soon" })
fails("there is no http.head", function() return http.head end)
