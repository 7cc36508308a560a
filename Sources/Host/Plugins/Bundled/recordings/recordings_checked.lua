-- Does what stands on words of a person: a word that is wrong ends the run as a wrong argument does, and nothing of ours is
-- shown as the way there.

local wrong = require "wrong"

local WRONG_WORDS = { invalid = true, not_found = true }

return function(fn, ...)
    local ok, result = pcall(fn, ...)
    if ok then return result end
    if type(result) ~= "table" or type(result.message) ~= "string" then error(result, 0) end
    if WRONG_WORDS[result.kind] then wrong(result.hint, "%s", result.message) end
    result.plain = true
    error(result, 0)
end
