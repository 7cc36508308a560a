-- CSV: read as a stream of rows, written with quotes only where they are needed.

local native, import = ...
local effects, near, iterate, fs = import "effects", import "near", import "sources", import "fs"
local origins, row_streams, records = import "origins", import "row_streams", import "csv_records"
local unreadable = import "unreadable"

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

local function header_of(path, cells, required)
    local columns, seen = {}, {}
    for i, name in ipairs(cells) do
        name = name:match("^%s*(.-)%s*$")
        if seen[name] then unreadable("%s: the column %s stands twice in the header", path, name) end
        seen[name] = true
        columns[i] = name
    end
    for _, name in ipairs(required) do
        if not seen[name] then
            unreadable("%s has no column %s; it has %s", path, name, table.concat(columns, ", "))
        end
    end
    return columns
end

-- The columns of a file, and the line that names them.
local function read_header(path, next_record, required)
    local cells, _, text, unclosed = next_record()
    if not cells then unreadable("%s is empty: its first line must name the columns", path) end
    if not utf8.len(text) then unreadable("%s: its header is not UTF-8: save it as \"CSV UTF-8\"", path) end
    if unclosed then unreadable("%s: a quote is opened in its header and never closed", path) end
    return header_of(path, cells, required), text
end

-- What keeps a record from being a row, to be said after its line's number, or nil.
local function problem_of(cells, text, unclosed, wanted)
    if unclosed then return ": a quote is opened and never closed" end
    if not utf8.len(text) then return " is not UTF-8" end
    if text:find("\0", 1, true) then return " holds a NUL byte, which is no text" end
    if wanted and #cells ~= wanted then return (" has %d cells; the header has %d"):format(#cells, wanted) end
end

-- An iterator of rows, each a table by column name; an empty cell is nil. `required` names columns that must be there;
-- `lenient` lets rows be shorter or longer than the header; a cell that is `null`, such as "-", is cc.null. A row that
-- cannot be read raises, and in run.rows fails alone.
function csv.rows(path, options)
    options = near.options("csv.rows", options, { "required", "lenient", "null" })
    local next_record = records(path)
    local columns, header
    local function next_row()
        if not columns then columns, header = read_header(path, next_record, options.required or {}) end
        local cells, line, text, unclosed = next_record()
        if not cells then return nil end
        local row, origin = {}, { line = line, text = text, header = header }
        local problem = problem_of(cells, text, unclosed, not options.lenient and #columns)
        if problem then
            origin.problem = effects.made { kind = "invalid", message = ("%s, line %d%s"):format(path, line, problem) }
        else
            for i, name in ipairs(columns) do
                local value = cells[i]
                if value ~= nil and value == options.null then value = native.json_null end
                if value ~= "" then row[name] = value end
            end
        end
        origins[row] = origin
        return row
    end
    local function rows()
        local row = next_row()
        local problem = row and origins[row].problem
        if problem then effects.raise(problem) end
        return row
    end
    row_streams[rows] = next_row
    return rows
end

-- The parts of a cell, trimmed; nil for nil and null for null, so that an absent cell stays absent.
function csv.split(text, separator)
    if text == nil or text == native.json_null then return text end
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
