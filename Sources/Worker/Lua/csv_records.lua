-- The records of a CSV file: an iterator of list of cells, line number, raw text, and whether a quote in it is never closed.
-- Quotes may hold separators and line ends.

local _, import = ...
local fs, unreadable = import "fs", import "unreadable"

-- Bytes of a record after which a quote that is still open is taken for one that nobody closed.
local LONGEST = 1 << 20

return function(path)
    local next_chunk = fs.chunks(path)
    local buffer, position, line, ended = "", 1, 1, false
    local separator

    local function more()
        local chunk = not ended and next_chunk()
        if not chunk then
            ended = true
            return false
        end
        buffer, position = buffer:sub(position) .. chunk, 1
        return true
    end

    -- The end of a record whose quote is never closed: that of its line, so that the lines behind it are rows all the same.
    local function end_of_line()
        local at = buffer:find("[\r\n]", position)
        if not at then return #buffer + 1, #buffer + 1, true end
        return at, buffer:sub(at, at + 1) == "\r\n" and at + 2 or at + 1, true
    end

    -- The end of the record that starts at `position`: where its line break begins, where the next record starts, and whether
    -- a quote was left open.
    local function record_end()
        local from, quoted = position, false
        while true do
            local at, _, found = buffer:find('(["\r\n])', from)
            if not at then
                local offset = #buffer - position + 1
                if offset > LONGEST then
                    if quoted then return end_of_line() end
                    unreadable("%s, line %d has no end within a megabyte: that is no CSV file", path, line)
                end
                if not more() then
                    if quoted then return end_of_line() end
                    return #buffer + 1, #buffer + 1, false
                end
                from = position + offset
            elseif found == '"' then
                quoted = not quoted
                from = at + 1
            elseif quoted then
                from = at + 1
            else
                if found == "\r" and at == #buffer then
                    local offset = at - position
                    more()
                    at = position + offset
                end
                return at, buffer:sub(at, at + 1) == "\r\n" and at + 2 or at + 1, false
            end
        end
    end

    local function cells_of(text)
        local cells, from = {}, 1
        while true do
            if text:sub(from, from) == '"' then
                local value, scan = {}, from + 1
                while true do
                    local quote = text:find('"', scan, true)
                    if not quote then break end
                    value[#value + 1] = text:sub(scan, quote - 1)
                    if text:sub(quote + 1, quote + 1) ~= '"' then
                        scan = quote + 1
                        break
                    end
                    value[#value + 1] = '"'
                    scan = quote + 2
                end
                local stop = text:find(separator, scan, true)
                cells[#cells + 1] = table.concat(value) .. text:sub(scan, (stop or #text + 1) - 1)
                if not stop then return cells end
                from = stop + 1
            else
                local stop = text:find(separator, from, true)
                cells[#cells + 1] = text:sub(from, (stop or #text + 1) - 1)
                if not stop then return cells end
                from = stop + 1
            end
        end
    end

    return function()
        while true do
            if position > #buffer and not more() then return nil end
            local stop, start, unclosed = record_end()
            local text, at = buffer:sub(position, stop - 1), line
            line = line + select(2, buffer:sub(position, start - 1):gsub("\n", ""))
            position = start
            if not separator and text ~= "" then
                if text:sub(1, 2) == "\xff\xfe" or text:sub(1, 2) == "\xfe\xff" or text:find("\0", 1, true) then
                    unreadable("%s is UTF-16 or no text: save it as \"CSV UTF-8\"", path)
                end
                if text:sub(1, 3) == "\xef\xbb\xbf" then text = text:sub(4) end
                local header = text:gsub('"[^"]*"', "")
                local _, semicolons = header:gsub(";", "")
                local _, commas = header:gsub(",", "")
                separator = semicolons > commas and ";" or ","
            end
            if text ~= "" then return cells_of(text), at, text, unclosed end
        end
    end
end
