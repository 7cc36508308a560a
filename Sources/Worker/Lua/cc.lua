-- The contact centre: its resources, and what helps with its objects.

local native, import = ...
local changes = import "changes"

return import "service"("cc", {
    null = native.json_null, changes = changes.between, contains = changes.contains, search = import "graph_search",
})
