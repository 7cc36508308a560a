---@meta

---Audio: what a recording sounds like, measured by the host.
---@class audio
local audio = {}

---@class audio.channel
---@field loudness number dBFS of the root of the mean square over the whole length; -144 where nothing is to be heard
---@field peak number dBFS of the largest sample
---@field silence integer how long it is silent in all, in milliseconds
---@field longest_silence integer the longest silence, in milliseconds
---@field silent number the share that is silent, 0 to 1

---@class audio.facts
---@field format string "wav"
---@field encoding "pcm" | "float" | "a-law" | "mu-law"
---@field rate integer samples a second
---@field channels integer
---@field bits integer of a sample
---@field duration integer in milliseconds
---@field bytes integer of the file
---@field truncated boolean whether the file ends before its audio does, or does not say where it ends
---@field per_channel audio.channel[]

---Measures a WAV file: PCM, float, A-law or mu-law.
---@param path string
---@param options? { silence?: number } the level in dBFS below which 20 ms are silent (-50)
---@return audio.facts
function audio.inspect(path, options) end

return audio
