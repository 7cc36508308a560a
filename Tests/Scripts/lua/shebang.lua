#!/usr/bin/env -S patchbay run
local _, where = pcall(function()
    error "here"
end)
assert(where:find(":3: here$"), where)
