---@meta

---JSON: null reads as nil and is remembered, integers stay integers, lists stay lists.
---@class json
---@field null any null as an item of a list
local json = {}

---@param text string
---@return any
function json.decode(text) end

---@param value any
---@return string
function json.encode(value) end

---Marks a table as a list, so that it stays `[]` when it is empty.
---@generic T: table
---@param list T
---@return T
function json.array(list) end

---@param path string
---@return any
function json.read(path) end

---@param path string
---@param value any
function json.write(path, value) end

return json
