-- Raises for what a person asked for and cannot have: the run ends as it does for a wrong argument, before anything is sent.

return function(hint, format, ...)
    local message = format:format(...)
    error({ kind = "invalid", usage = true, message = hint and message .. "\n    " .. hint or message }, 0)
end
