-- Raises for a file that cannot be read as what it should be: the person who gave it has to mend it, so the run ends as it
-- does for a wrong argument.

local _, import = ...
local effects = import "effects"

return function(format, ...)
    effects.raise { kind = "invalid", usage = true, message = format:format(...) }
end
