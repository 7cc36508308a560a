-- Files, by way of the host: it opens only what the run was granted.

local _, import = ...
local effects = import "effects"

local fs = {}

-- Joins parts with one slash between them; a part that begins with a slash stands for the whole path so far.
function fs.join(...)
    local path = ""
    for i = 1, select("#", ...) do
        local part = (select(i, ...))
        if type(part) ~= "string" then effects.invalid("fs.join: part %d is a %s, not text", i, type(part)) end
        if part:sub(1, 1) == "/" then
            path = part
        elseif part ~= "" then
            path = (path == "" or path:sub(-1) == "/") and path .. part or path .. "/" .. part
        end
    end
    return path
end

-- Chunks of a file, as an iterator that closes the file when it has given the last.
function fs.chunks(path)
    local file = effects.ask("fs.read", "file_open", { path = path })
    return function()
        if not file then return nil end
        local head, bytes = effects.ask("fs.read", "file_read", { file = file.id })
        if head.ended then file = nil end
        return bytes ~= "" and bytes or nil
    end
end

function fs.read(path)
    local chunks = {}
    for chunk in fs.chunks(path) do chunks[#chunks + 1] = chunk end
    return table.concat(chunks)
end

-- The file stands under its name when all of it is safely written, and not before.
function fs.write(path, text)
    if type(text) ~= "string" then effects.invalid("fs.write takes text, not a %s", type(text)) end
    local file <close> = fs.writer(path, "fs.write")
    file:write(text)
    file:close()
end

local Writer = {}
Writer.__index = Writer
Writer.__name = "file writer"

-- A file being written: `write`, then `close`. What is never closed never appears.
function fs.writer(path, operation)
    local file = effects.ask(operation, "file_create", { path = path })
    return setmetatable({ id = file.id, operation = operation, open = true }, Writer)
end

function Writer:write(text)
    if not self.open then effects.invalid("%s: the file is closed", self.operation) end
    -- Pieces of a megabyte, so that no frame grows beyond what is taken at once.
    for first = 1, #text, 1 << 20 do
        local piece = text:sub(first, first + (1 << 20) - 1)
        effects.ask(self.operation, "file_write", { file = self.id }, piece)
    end
end

function Writer:close()
    if not self.open then return end
    self.open = false
    effects.ask(self.operation, "file_close", { file = self.id, keep = true })
end

-- At the end of its scope: an open writer is dropped, since nobody said that it is whole.
function Writer:__close()
    if not self.open then return end
    self.open = false
    effects.ask(self.operation, "file_close", { file = self.id, keep = false })
end

-- The entries of a folder, by name: { name=, folder=bool }.
function fs.list(path)
    return (effects.ask("fs.list", "file_list", { path = path }))
end

function fs.exists(path)
    return (effects.ask("fs.exists", "file_exists", { path = path })).exists
end

return fs
