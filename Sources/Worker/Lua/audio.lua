-- Audio: what a recording sounds like, measured by the host. No sample passes through Lua.

local _, import = ...
local effects, near = import "effects", import "near"

local audio = {}

-- Duration, format, and loudness and silence of each channel of a WAV file.
-- `silence` is the level in dBFS below which 20 ms are silent.
function audio.inspect(path, options)
    if type(path) ~= "string" then effects.invalid("audio.inspect takes the path of a file, not a %s", type(path)) end
    local silence = near.options("audio.inspect", options, { "silence" }).silence
    if silence ~= nil and type(silence) ~= "number" then
        effects.invalid("audio.inspect: silence is a level in dBFS, such as -50, not a %s", type(silence))
    end
    return (effects.ask("audio.inspect", "audio_inspect", { path = path, silence = silence }))
end

return audio
