import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay schedule check")
    struct ScheduleCheckTests {
        private static let fine = "command: [recordings, verify]\nsimulator: true\nevery: 1h\n"

        @Test(
            "each thing that is wrong is told with its file and line, and hinders no other",
            arguments: [
                ("script: gone.lua\nsimulator: true\nevery: 1h\n", 1, "work", "there is no such script"),
                ("script: bad.lua\nsimulator: true\nevery: 1h\n", 1, "work", "bad.lua:2"),
                ("script: needs.lua\nsimulator: true\nevery: 1h\n", 1, "work", "needs FILE"),
                ("command: [recordngs, verify]\nsimulator: true\nevery: 1h\n", 1, "work", "no plugin 'recordngs'"),
                ("command: [recordings, verfy]\nsimulator: true\nevery: 1h\n", 1, "work", "no command 'verfy'"),
                (
                    "command: [recordings, verify]\nprofile: acne\nevery: 1h\n", 2, "profile",
                    "there is no profile 'acne'"
                ),
                ("command: [recordings, verify]\nprofile: acme\nevery: 1h\n", 2, "sign_in", "is signed out"),
                ("\(fine)notify: [ops]\n", 4, "channel", "there is no channel 'ops'"),
                ("\(fine)folder: nowhere\n", 4, "folder", "there is no such folder"),
                ("\(fine)zone: Mars/Base\n", 4, "file", "is no time zone"),
                ("command: [recordings, verify]\nwhen: '0 24 * * *'\n", 2, "file", "24"),
                ("command: [recordings, verify]\nwhen: '0 0 31 4 *'\n", 2, "file", "when"),
                ("\(fine)colour: red\n", 4, "file", "unknown key 'colour'"),
            ] as [(String, Int64, String, String)]
        )
        func wrong(_ text: String, _ line: Int64, _ topic: String, _ words: String) async throws {
            let place = try Place()
            try place.profile("acme")
            try place.folder.write("home/schedules/bad.lua", "print(\n")
            try place.folder.write(
                "home/schedules/needs.lua",
                "require('run').args { { 'file', 'file', required = true } }\n"
            )
            try place.schedule("bad.yaml", text)
            try place.schedule("good.yaml", Self.fine)
            let outcome = try await place.patchbay("schedule check")
            #expect(outcome.exitCode == 2 && outcome.output.isEmpty, "\(outcome.errors)")
            #expect(outcome.errors.contains("home/schedules/bad.yaml:\(line): "), "\(outcome.errors)")
            #expect(outcome.errors.contains(words), "\(outcome.errors)")
            let report = try await place.json("schedule check")
            #expect(report["ok"] == false && report["schedules"] == 2)
            let problem = try #require(report["problems"]?.array?.first)
            #expect(report["problems"]?.array?.count == 1, "\(report)")
            #expect(problem["schedule"] == "bad" && problem["line"] == .integer(line) && problem["severity"] == "error")
            #expect(problem["about"] == .string(topic), "\(problem)")
            #expect(try await place.patchbay("schedule check good").exitCode == 0)
        }

        @Test("two of one name, and a file that others may change, are told")
        func files() async throws {
            let place = try Place()
            for name in ["a.yaml", "A.yml", "open.yaml", "good.yaml"] { try place.schedule(name, Self.fine) }
            #expect(chmod(place.folder.path("home/schedules/open.yaml"), 0o666) == 0)
            let problems = try await place.json("schedule check")["problems"]?.array ?? []
            #expect(problems.map { $0["schedule"] } == ["A", "a", "open"])
            #expect(problems.last?["message"]?.string?.contains("other users") == true)
            #expect(try await place.json("schedule").array?.count == 4)
        }

        @Test("a sign-in that lapses soon is a warning, one that has lapsed is an error")
        func signIn() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--refresh-token-life 10d")
            try place.schedule("a.yaml", "command: [recordings, verify]\nprofile: demo\nevery: 1h\n")
            let soon = try await place.json("schedule check")
            let warning = try #require(soon["problems"]?.array?.first)
            #expect(soon["ok"] == true && warning["severity"] == "warning" && warning["about"] == "sign_in")
            #expect(warning["message"]?.string?.contains("lapses in 9 days") == true, "\(warning)")
            for secret in simulator.secrets { #expect(!"\(soon)".contains(secret)) }
        }

        @Test("a profile of the environment alone is refused")
        func environment() async throws {
            var place = try Place()
            try place.schedule("a.yaml", "command: [recordings, verify]\nevery: 1h\n")
            place.environment["PATCHBAY_API_URL"] = "https://api.example.com"
            place.environment["PATCHBAY_ACCESS_TOKEN"] = "token-of-nobody"
            let outcome = try await place.patchbay("schedule check")
            #expect(outcome.exitCode == 2 && outcome.errors.contains("names no profile"), "\(outcome.errors)")
        }

        @Test("a state folder on a disk that is full or read-only is told", .enabled(if: SmallDisk.isAllowed))
        func full() async throws {
            let place = try Place()
            try place.schedule("a.yaml", Self.fine)
            let disk = try #require(SmallDisk(place.folder.path("home"), kilobytes: 256))
            defer { disk.remove() }
            let full = try await place.patchbay("schedule check")
            #expect(
                full.exitCode == 2 && full.errors.contains("the disk of the state folder is full"),
                "\(full.errors)"
            )
            #expect(disk.makeReadOnly())
            let readOnly = try await place.patchbay("schedule check")
            #expect(readOnly.exitCode == 2 && readOnly.errors.contains("mounted read-only"), "\(readOnly.errors)")
        }
    }
}
