-- An export sink of its own: each recording is put to an archive over http, with what it is in headers beside it.
--
--   patchbay secret set archive-token
--   patchbay plugin install examples/plugins/archive-sink --token archive-token
--   patchbay recordings export --since-last --sink archive-sink/archive
--
-- A recording is done only when every sink has it. When the archive refuses one, that recording is a failed row, and the
-- next export tries it again.

local http = require "http"

-- A name as it may stand in an address: anything but letters, digits and a few signs as %XX. The slashes of folders stay.
local function escaped(path)
    return (path:gsub("[^%w%-%._~/]", function(byte) return ("%%%02X"):format(byte:byte()) end))
end

-- Puts one file. It is streamed from the disk, and its bytes never pass through Lua. Returns where it lies now, which the
-- ledger keeps. An answer of 400 or more raises, and so fails this recording in this sink.
local function put(file, settings)
    local address = settings.address .. "/" .. escaped(file.name)
    local answer = http.put(address, {
        file    = file.path,
        headers = {
            ["Authorization"]  = settings.token and "Bearer " .. settings.token,
            ["X-Sha256"]       = file.sha256,
            ["X-Recording-Id"] = file.capture.id,
            ["X-Task-Id"]      = file.task.id,
        },
    })
    -- An archive that hashes what it has got says so; another hash is another file.
    local hash = answer.headers["x-sha256"]
    if hash and hash ~= file.sha256 then
        error(("the archive has %s of %s, not what was sent"):format(hash, file.name), 0)
    end
    return answer.headers.location or address
end

return {
    name        = "archive-sink",
    version     = "1.0.0",
    needs       = "1.0",
    summary     = "Puts recordings to an archive over http.",
    permissions = { net = { "archive.example.com" } },             -- the archive alone
    settings    = {
        { "address", "text",   default = "https://archive.example.com/recordings", help = "address that names are put beneath" },
        { "token",   "secret", help = "token that the archive wants" },
    },
    sinks       = {
        archive = { about = "The archive at the address of the settings.", put = put },
    },
}
