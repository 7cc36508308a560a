-- What a capture is, as the ledger and sinks are told: flat, with its flat task, and without what the service sent.

local native, import = ...
local effects = import "effects"

-- What one field may be: a value that JSON has, or a table of such.
local function plain(fields, left_out)
    local copy = {}
    for key, value in pairs(fields) do
        if key ~= left_out then copy[key] = value end
    end
    return copy
end

-- The facts of a capture of recordings.captures, or of a record of the ledger. `who` names the function, for the error.
return function(who, capture)
    if type(capture) == "table" and type(capture.copies) == "table" and type(capture.capture) == "table" then
        capture = capture.capture
    end
    if type(capture) ~= "table" or type(capture.task) ~= "table" or type(capture.id) ~= "string" then
        effects.invalid("%s takes a capture of recordings.captures, not a %s", who, type(capture))
    end
    local facts = plain(capture, "raw")
    facts.task = plain(capture.task, "raw")
    -- Who took part may come with a signed address.
    facts.participants = nil
    local text, problem = native.json_encode(facts)
    if not text then effects.invalid("%s: the capture cannot be told: %s", who, problem) end
    return facts
end
