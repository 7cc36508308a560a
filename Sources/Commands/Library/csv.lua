---@meta

---CSV: read as a stream of rows, written with quotes only where they are needed.
---@class csv
local csv = {}

---@class csv.rows_options
---@field required? string[] columns that must be there
---@field lenient? boolean rows may be shorter or longer than the header
---@field null? string a cell that is cc.null, such as "-"

---The rows of a file, by column; an empty cell is nil.
---@param path string
---@param options? csv.rows_options
---@return fun(): table<string, any>?
function csv.rows(path, options) end

---The parts of a cell, trimmed; nil for nil.
---@param text? string
---@param separator string
---@return string[]?
function csv.split(text, separator) end

---@param path string
---@param source patchbay.source<table>
---@param options { columns: string[] }
function csv.write(path, source, options) end

---@class csv.writer
local writer = {}

---@param row table<string, any>
function writer:write(row) end

function writer:close() end

---A file of rows being written: closed, it appears.
---@param path string
---@param options { columns: string[] }
---@return csv.writer
function csv.writer(path, options) end

return csv
