import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Names of exported recordings")
    struct ExportNameTests {
        @Test("a name that leaves the folder, no file system takes or another recording has is refused by the host")
        func refused() async throws {
            let place = try Place()
            try place.script(
                "s.lua",
                """
                local recordings, time, fs = require "recordings", require "time", require "fs"
                local next_capture = recordings.captures(recordings.tasks { from = time.now() - 8 * time.day })
                local one, other = next_capture(), next_capture()
                local function refused(pattern, capture, path, options)
                    local ok, err = pcall(recordings.export, capture, path, options or { folder = "out" })
                    assert(not ok and tostring(err):find(pattern), path .. ": " .. tostring(err))
                    assert(tostring(err):find("s.lua:"), tostring(err))
                end
                local name = "is no name for a file within the folder"
                for _, bad in ipairs {
                    "../x.wav", "a/../../x.wav", "/etc/x.wav", "", "a//b.wav", "./x.wav", "a/", "a\\nb.wav", ("x"):rep(252) .. ".wav",
                } do refused(name, one, bad) end
                refused("is the name of a device", one, "a/con.wav")
                refused("is the name of a device", one, "LPT1/x.wav")
                refused("is no name that every file system takes", one, "a /x.wav")
                refused("is no name that every file system takes", one, "x.")
                assert(recordings.export(one, "a/x.wav", { folder = "out" }).saved)
                refused("belongs to another file of this run", other, "a/x.wav")
                refused("in small or capital letters", other, "A/X.wav")
                assert(not recordings.export(one, "a/x.wav", { folder = "out" }).saved)
                fs.write("out/mine.wav", "mine")
                refused("belongs to a file that was there before", other, "mine.wav")
                refused("goes nowhere", one, "x.wav", {})
                refused("nobody/knows: there is no such sink", one, "y.wav", { sinks = { "nobody/knows" } })
                refused("holds what is no sink", one, "y.wav", { sinks = { 5 } })
                refused("no permission to", one, "y.wav", { folder = "/etc" })
                assert(fs.read("out/mine.wav") == "mine" and #fs.list("out") == 2)
                """
            )
            let outcome = try await place.patchbay("run --simulator --tasks 40 --allow-write s.lua")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }
    }
}
