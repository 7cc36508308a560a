-- The settings of a plugin, as its functions get them: a name that was not declared is a typing error, and said as one.

local _, import, facts = ...
local effects, near, secrets = import "effects", import "near", import "secrets"

-- Handles in place of the names of secrets: of one, or of a list where the setting takes many.
local function with_handles(names)
    if type(names) ~= "table" then return secrets.handle(names) end
    local handles = {}
    for i, name in ipairs(names) do handles[i] = secrets.handle(name) end
    return handles
end

return function()
    local declared, values = {}, {}
    for _, name in ipairs(facts.plugin.settings.names) do declared[name] = true end
    for name, value in pairs(facts.plugin.settings.values) do values[name] = value end
    for _, name in ipairs(facts.plugin.settings.secrets) do
        if values[name] ~= nil then values[name] = with_handles(values[name]) end
    end
    return setmetatable(values, {
        __index = function(_, name)
            if declared[name] then return nil end
            effects.invalid("there is no setting %s%s", near.shown(name), near.hint(name, near.fields(declared), "settings."))
        end,
    })
end
