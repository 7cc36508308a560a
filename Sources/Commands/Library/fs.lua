---@meta

---Files: only those that the run was granted.
---@class fs
local fs = {}

---Parts with one slash between them.
---@param ... string
---@return string
function fs.join(...) end

---@param path string
---@return string
function fs.read(path) end

---The pieces of a file, one after the other.
---@param path string
---@return fun(): string?
function fs.chunks(path) end

---The file appears under its name when all of it is safely written.
---@param path string
---@param text string
function fs.write(path, text) end

---@class fs.writer
local writer = {}

---@param text string
function writer:write(text) end

function writer:close() end

---A file being written: closed, it appears.
---@param path string
---@param operation? string
---@return fs.writer
function fs.writer(path, operation) end

---@param path string
---@return { name: string, folder: boolean }[]
function fs.list(path) end

---@param path string
---@return boolean
function fs.exists(path) end

return fs
