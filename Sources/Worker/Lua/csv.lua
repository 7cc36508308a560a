-- CSV: read as a stream of rows, written with quotes only where they are needed.

local native, import = ...
local effects, near, iterate, fs = import "effects", import "near", import "sources", import "fs"
local origins = import "origins"

local csv = {}

local function cell(value)
    if value == nil or value == native.json_null then return "" end
    -- A whole number is written without a point, whatever kind it is.
    local text = tostring(math.type(value) == "float" and math.tointeger(value) or value)
    if text:find('[,"\r\n;]') or text:find("^%s") or text:find("%s$") then
        return '"' .. text:gsub('"', '""') .. '"'
    end
    return text
end

local function line_of(values, count)
    local cells = {}
    for i = 1, count do cells[i] = cell(values[i]) end
    local line = table.concat(cells, ",")
    -- A line without any character is no row; of a single empty cell it is one in quotes.
    return (line == "" and '""' or line) .. "\n"
end

-- Records of a file: iterator of list of cells, line number, raw text. Quotes may hold separators and line ends.
local function records(path)
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

    -- The end of the record that starts at `position`: where its line break begins and where the next record starts.
    local function record_end()
        local from, quoted = position, false
        while true do
            local at, _, found = buffer:find('(["\r\n])', from)
            if not at then
                local offset = #buffer - position + 1
                if not more() then return #buffer + 1, #buffer + 1, quoted end
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
                    effects.invalid("%s is UTF-16 or no text: save it as \"CSV UTF-8\"", path)
                end
                if text:sub(1, 3) == "\xef\xbb\xbf" then text = text:sub(4) end
                local header = text:gsub('"[^"]*"', "")
                local _, semicolons = header:gsub(";", "")
                local _, commas = header:gsub(",", "")
                separator = semicolons > commas and ";" or ","
            end
            if unclosed then effects.invalid("%s, line %d: a quote is opened and never closed", path, at) end
            if text ~= "" then return cells_of(text), at, text end
        end
    end
end

local function header_of(path, cells, required)
    local columns, seen = {}, {}
    for i, name in ipairs(cells) do
        name = name:match("^%s*(.-)%s*$")
        if seen[name] then effects.invalid("%s: the column %s stands twice in the header", path, name) end
        seen[name] = true
        columns[i] = name
    end
    for _, name in ipairs(required) do
        if not seen[name] then
            effects.invalid("%s has no column %s; it has %s", path, name, table.concat(columns, ", "))
        end
    end
    return columns
end

-- An iterator of rows, each a table by column name; an empty cell is nil. `required` names columns that must be there;
-- `lenient` lets rows be shorter or longer than the header.
function csv.rows(path, options)
    options = near.options("csv.rows", options, { "required", "lenient" })
    local next_record = records(path)
    local columns, header
    return function()
        if not columns then
            local cells, _, text = next_record()
            if not cells then effects.invalid("%s is empty: its first line must name the columns", path) end
            if not utf8.len(text) then effects.invalid("%s: its header is not UTF-8: save it as \"CSV UTF-8\"", path) end
            columns, header = header_of(path, cells, options.required or {}), text
        end
        local cells, line, text = next_record()
        if not cells then return nil end
        if #cells ~= #columns and not options.lenient then
            effects.invalid("%s, line %d has %d cells; the header has %d", path, line, #cells, #columns)
        end
        if not utf8.len(text) then effects.invalid("%s, line %d is not UTF-8", path, line) end
        local row = {}
        for i, name in ipairs(columns) do
            if cells[i] ~= "" then row[name] = cells[i] end
        end
        origins[row] = { line = line, text = text, header = header }
        return row
    end
end

-- The parts of a cell, trimmed; nil for nil, so that an absent cell stays absent.
function csv.split(text, separator)
    if text == nil then return nil end
    if type(text) ~= "string" or type(separator) ~= "string" or separator == "" then
        effects.invalid("csv.split takes text and what separates its parts, such as \"|\"")
    end
    local parts, from = {}, 1
    while true do
        local start, stop = text:find(separator, from, true)
        parts[#parts + 1] = text:sub(from, (start or #text + 1) - 1):match("^%s*(.-)%s*$")
        if not start then return native.json_list(parts) end
        from = stop + 1
    end
end

local Writer = {}
Writer.__index = Writer
Writer.__name = "csv writer"
local WRITE_ABOVE = 64 << 10

-- A file of rows being written. Closed, it appears; left at an error, it never does.
function csv.writer(path, options)
    local columns = near.options("csv.writer", options, { "columns" }).columns
    if type(columns) ~= "table" or #columns == 0 then
        effects.invalid("csv.writer: name the columns: { columns = { \"name\", … } }")
    end
    local writer = setmetatable({ columns = columns, lines = {}, length = 0 }, Writer)
    writer.file = fs.writer(path, "csv.writer")
    writer:add(columns)
    return writer
end

function Writer:add(values)
    local line = line_of(values, #self.columns)
    self.lines[#self.lines + 1] = line
    self.length = self.length + #line
    if self.length > WRITE_ABOVE then self:flush() end
end

function Writer:flush()
    local text = table.concat(self.lines)
    self.lines, self.length = {}, 0
    self.file:write(text)
end

function Writer:write(row)
    if not self.file.open then effects.invalid("csv.writer: the file is closed") end
    if type(row) ~= "table" then effects.invalid("csv.writer: a row is a table by column, not a %s", type(row)) end
    local values = {}
    for i, name in ipairs(self.columns) do values[i] = row[name] end
    self:add(values)
end

function Writer:close()
    if self.length > 0 then self:flush() end
    self.file:close()
end

function Writer:__close(problem)
    if problem == nil then return self:close() end
    self.file:__close()
end

function csv.write(path, source, options)
    near.options("csv.write", options, { "columns" })
    local writer <close> = csv.writer(path, options)
    for row in iterate("csv.write", source) do writer:write(row) end
    writer:close()
end

return csv
