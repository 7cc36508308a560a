-- options: --allow-write
-- What a recording sounds like: of what was downloaded, of what a script wrote, and of what is none.
local audio, fs, recordings, time = require "audio", require "fs", require "recordings", require "time"

local function fails(pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern), tostring(err))
end

local capture = recordings.captures(recordings.tasks { from = time.now() - 9 * time.day })()
local file = recordings.download(capture, "one.wav")
local facts = audio.inspect("one.wav")
assert(facts.format == "wav" and facts.encoding == "pcm" and facts.bits == 16 and facts.rate == 8000)
assert(facts.bytes == file.bytes and facts.duration == capture.duration and not facts.truncated)
assert(facts.channels == #facts.per_channel and facts.per_channel[1].peak < 0 and facts.per_channel[1].loudness > -60)

-- Half a second of a square of half the full scale, then as much of nothing; mu-law, and cut.
local function wave(tag, samples, size)
    local bytes = string.pack("<c4I4c4c4I4I2I2I4I4I2I2c4I4", "RIFF", 36 + #samples, "WAVE", "fmt ", 16, tag, 1, 8000, 8000,
        1, 8, "data", size or #samples)
    fs.write("made.wav", bytes .. samples)
    return audio.inspect("made.wav")
end
facts = wave(1, ("\xc0\x40"):rep(2000) .. ("\x80"):rep(4000))
assert(facts.duration == 1000 and facts.encoding == "pcm" and facts.per_channel[1].peak == -6.02)
assert(facts.per_channel[1].loudness == -9.03 and facts.per_channel[1].silence == 500)
assert(facts.per_channel[1].longest_silence == 500 and facts.per_channel[1].silent == 0.5)
facts = wave(7, ("\xff"):rep(4000), 8000)
assert(facts.encoding == "mu-law" and facts.truncated and facts.duration == 500 and facts.per_channel[1].silent == 1)
assert(facts.per_channel[1].loudness == -144)
wave(1, ("\x81"):rep(8000))
assert(audio.inspect("made.wav").per_channel[1].silence == 0 and audio.inspect("made.wav", { silence = -40 }).per_channel[1].silence == 1000)

fs.write("text.wav", "no audio")
fails("audio.inspect: text.wav: is no WAV file", audio.inspect, "text.wav")
fails("made.wav: holds GSM 6.10 %(0x31%), which is not decoded", wave, 0x31, "xx")
fails("there is no such file", audio.inspect, "missing.wav")
fails("no permission", audio.inspect, "/etc/passwd")
fails("takes the path of a file, not a number", audio.inspect, 5)
fails("has no option silnce; did you mean silence?", audio.inspect, "one.wav", { silnce = 1 })
fails("silence is a level in dBFS, such as %-50, not a string", audio.inspect, "one.wav", { silence = "x" })
fails("must be a level from %-144 to 0", audio.inspect, "one.wav", { silence = 3 })
