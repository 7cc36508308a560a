-- Names as people compare them: without the blanks around them, and with small letters for capitals.

-- Capitals beyond ASCII, as ranges of code points and how far away their small letters are. Where the distance is `PAIRS`,
-- capitals and small letters alternate.
local PAIRS = 0
local RANGES = {
    { 0xC0, 0xD6, 32 }, { 0xD8, 0xDE, 32 }, { 0x100, 0x12F, PAIRS }, { 0x132, 0x137, PAIRS }, { 0x14A, 0x177, PAIRS },
    { 0x391, 0x3A1, 32 }, { 0x3A3, 0x3AB, 32 }, { 0x400, 0x40F, 80 }, { 0x410, 0x42F, 32 },
}

local function small(code)
    for _, range in ipairs(RANGES) do
        if code >= range[1] and code <= range[2] then
            if range[3] ~= PAIRS then return code + range[3] end
            return code | 1
        end
    end
    return code
end

return function(text)
    text = text:match("^%s*(.-)%s*$"):lower()
    if not text:find("[\x80-\xff]") or not utf8.len(text) then return text end
    return (text:gsub(utf8.charpattern, function(character)
        return #character > 1 and utf8.char(small(utf8.codepoint(character))) or nil
    end))
end
