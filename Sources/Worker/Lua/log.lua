-- Log lines, on standard error: what happened, and its facts as fields.

local _, import = ...
local effects = import "effects"

local log = {}

for _, level in ipairs { "debug", "info", "warn", "error" } do
    log[level] = function(text, fields)
        if fields ~= nil and type(fields) ~= "table" then
            effects.invalid("log.%s takes text and a table of fields, not a %s", level, type(fields))
        end
        effects.tell("log", { level = level, text = effects.readable(tostring(text)), fields = fields })
    end
end

return log
