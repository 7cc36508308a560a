-- Tables on standard output: as wide as their first rows need, and printed as they come.

local json = require "json"

-- Rows that decide how wide the columns are; later ones that are wider stand out.
local LOOKED_AT = 200

local function cell(value) return value == nil and "-" or (tostring(value):gsub("%c", " ")) end

local function line(columns, widths, cells)
    local parts = {}
    for i = 1, #columns do
        -- The last column ends where its text does.
        parts[i] = i < #columns and cells[i] .. (" "):rep(widths[i] - (utf8.len(cells[i]) or #cells[i])) or cells[i]
    end
    return table.concat(parts, "  ")
end

local function cells_of(columns, row)
    local cells = {}
    for i, column in ipairs(columns) do cells[i] = cell(row[column]) end
    return cells
end

-- A table of these columns: `add(row)`, then `close()`. With `as_json` each row is an object on a line of its own.
return function(columns, as_json)
    if as_json then
        return {
            add = function(row) print(json.encode(row)) end,
            close = function() end,
        }
    end
    local waiting, widths = {}, nil
    local function flush()
        widths = {}
        local heading = {}
        for i, column in ipairs(columns) do
            heading[i], widths[i] = column:upper(), #column
            for _, cells in ipairs(waiting) do widths[i] = math.max(widths[i], utf8.len(cells[i]) or #cells[i]) end
        end
        print(line(columns, widths, heading))
        for _, cells in ipairs(waiting) do print(line(columns, widths, cells)) end
        waiting = nil
    end
    return {
        add = function(row)
            local cells = cells_of(columns, row)
            if not waiting then return print(line(columns, widths, cells)) end
            waiting[#waiting + 1] = cells
            if #waiting == LOOKED_AT then flush() end
        end,
        close = function()
            if waiting and #waiting > 0 then flush() end
        end,
    }
end
