-- What lies in an object, and goes with it: the entries of an address book.

local _, import = ...
local effects, walking = import "effects", import "walking"

local nested = {}

local function plural(name)
    local words = name:gsub("_", " "):gsub("y$", "ie")
    return words .. "s"
end

-- What may lie in an object of such a kind, in words.
function nested.called(step)
    local names = {}
    for i, kind in ipairs(step.nested) do names[i] = plural(kind.name) end
    return table.concat(names, " and ")
end

-- Looks what lies in an object that is there: its places, by kind.
function nested.look(step)
    local found = {}
    for i, kind in ipairs(step.nested) do
        found[i] = {}
        local ok, problem = pcall(function()
            for object in walking(kind, step.ids) do found[i][#found[i] + 1] = step.target .. "/" .. tostring(object.id) end
        end)
        if not ok and effects.text_field(problem, "kind") ~= "not_found" then error(problem, 0) end
    end
    step.inside = found
end

-- What lies in an object besides what is deleted anyway: "3 address book entries"; nil where that is nothing.
function nested.others(step, removed)
    local told = {}
    for i, places in ipairs(step.inside or {}) do
        local count = 0
        for _, place in ipairs(places) do
            if not removed[place] then count = count + 1 end
        end
        if count > 0 then told[#told + 1] = count .. " " .. plural(step.nested[i].name) end
    end
    return #told > 0 and table.concat(told, " and ") or nil
end

return nested
