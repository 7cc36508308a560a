-- The windows of time that sources of tasks walk, so that who takes from them can tell how far they are.

local _, import = ...
local fractions = import "fractions"

local windows = {}

local known = setmetatable({}, { __mode = "k" })

local function share(window, reached)
    return window.to > window.from and (reached - window.from) / (window.to - window.from) or 1
end

-- Remembers the window of a source; `reached()` is the instant that it has come to.
function windows.keep(source, from, to, reached)
    local window = { from = from, to = to }
    known[source] = window
    fractions[source] = function() return share(window, reached()) end
end

-- Makes the window of one source that of another, which takes from it.
function windows.hand_on(source, taker, reached)
    local window = known[source]
    if window then windows.keep(taker, window.from, window.to, function() return reached() or window.from end) end
    return window
end

return windows
