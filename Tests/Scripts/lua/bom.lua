local first = 1
local _, where = pcall(function()
    error "here"
end)
assert(where:find(":3: here$"), where)
