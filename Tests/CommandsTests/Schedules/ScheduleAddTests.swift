import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay schedule add, list, show, next and remove")
    struct ScheduleAddTests {
        private static let add = "schedule add --simulator"

        @Test("where there are none nothing is listed, and nothing is made")
        func nothing() async throws {
            let place = try Place()
            let outcome = try await place.patchbay("schedule")
            #expect(outcome.exitCode == 0 && outcome.output.isEmpty)
            #expect(outcome.errors.hasSuffix("add one with patchbay schedule add\n"), "\(outcome.errors)")
            #expect(try await place.patchbay("schedule list --json").output == "[]\n")
            #expect(try await place.patchbay("schedule next --json").output == "[]\n")
            #expect(try await place.patchbay("schedule check").output == "0 schedules, nothing is wrong\n")
            let show = try await place.patchbay("schedule show night")
            #expect(show.exitCode == 2 && show.errors.contains("night: there is no such schedule"))
            #expect(!place.folder.exists("home"))
        }

        @Test("what was typed is written, shown, and due when it says")
        func script() async throws {
            let place = try Place()
            let added = try await place.patchbay(
                Self.add + " --every 15m --zone Asia/Tokyo --retries 3 --allow-changes 5 --timeout 1h"
                    + " busy examples/tasks-by-queue.lua --from -1d"
            )
            #expect(added.exitCode == 0, "\(added.errors)")
            #expect(added.errors.contains("home/schedules/busy.yaml") && added.errors.contains("(Asia/Tokyo)"))
            let text = try #require(place.scheduleText("busy.yaml"))
            #expect(text.contains("script: \(place.work)/examples/tasks-by-queue.lua\n"))
            #expect(text.contains("every: 15m\nzone: Asia/Tokyo\n") && text.contains("  - \"-1d\"\n"))
            #expect(text.contains("folder: \(place.work)\n") && text.contains("  allow_changes: 5\n"))
            let list = try await place.json("schedule")
            let entry = try #require(list.array?.first)
            #expect(entry["name"] == "busy" && entry["when"] == "every 15m" && entry["zone"] == "Asia/Tokyo")
            #expect(entry["standing"] == "well" && entry["last"] == .null)
            let next = try #require(entry["next"]?.integer)
            #expect(next % 900_000 == 0)
            let table = try await place.patchbay("schedule").output.split(separator: "\n")
            #expect(table.count == 2 && table[0].hasPrefix("SCHEDULE") && table[1].contains("+09:00"))
            let shown = try await place.json("schedule show busy")
            #expect(shown["arguments"] == ["--from", "-1d"] && shown["simulator"] == true)
            #expect(shown["retries"]?["times"] == 3 && shown["options"]?["timeout"] == 3_600_000)
            let facts = try await place.patchbay("schedule show busy").output
            #expect(facts.contains("every 15m") && facts.contains("a fresh simulator"))
            #expect(try await place.patchbay("schedule check busy").exitCode == 0)
        }

        @Test("a command of a plugin is added as it is typed behind patchbay")
        func command() async throws {
            let place = try Place()
            let added = try await place.patchbay(
                "schedule add --simulator --when",
                "15 2 * * *",
                "--zone",
                "Europe/Berlin",
                "night",
                "recordings",
                "export",
                "--since-last",
                "--out",
                "calls"
            )
            #expect(added.exitCode == 0, "\(added.errors)")
            let shown = try await place.json("schedule show night")
            #expect(shown["command"] == ["recordings", "export"])
            #expect(shown["arguments"] == ["--since-last", "--out", "calls"] && shown["when"] == "15 2 * * *")
            let times = try await place.json("schedule next night -n 3").array ?? []
            #expect(times.count == 3)
            #expect(times.allSatisfy { $0["local"]?.string?.contains("T02:15:00+0") == true })
            #expect(times.compactMap { $0["due"]?.integer } == times.compactMap { $0["due"]?.integer }.sorted())
        }

        @Test("times of all schedules come in one order, and a broken one is told and hinders none")
        func next() async throws {
            let place = try Place()
            try place.schedule("a.yaml", "command: [recordings, verify]\nsimulator: true\nevery: 1h\n")
            try place.schedule("b.yaml", "command: [recordings, verify]\nsimulator: true\nevery: 20m\n")
            try place.schedule("c.yaml", "command: [recordings, verify]\nwhen: '61 * * * *'\n")
            let outcome = try await place.patchbay("schedule next -n 8")
            #expect(outcome.exitCode == 0 && outcome.errors.contains("1 schedule is broken and never due: c"))
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count == 9 && lines[0].hasPrefix("DUE"))
            let times = try await place.json("schedule next -n 8").array ?? []
            #expect(times.filter { $0["schedule"] == "a" }.count == 2)
            let due = times.compactMap { $0["due"]?.integer }
            #expect(due.count == 8 && due == due.sorted())
            let list = try await place.json("schedule list").array ?? []
            #expect(list.map { $0["standing"] } == ["well", "well", "broken"])
            #expect(list.last?["problems"]?.array?.count == 1)
            let shown = try await place.patchbay("schedule show c")
            #expect(shown.exitCode == 2 && shown.errors.contains("c.yaml:2: when: "), "\(shown.errors)")
        }

        @Test("one that is there is not written over, and a typo is told")
        func taken() async throws {
            let place = try Place()
            let line = Self.add + " --every 1h busy examples/tasks-by-queue.lua"
            #expect(try await place.patchbay(line).exitCode == 0)
            let again = try await place.patchbay(line.replacing("1h", with: "2h"))
            #expect(
                again.exitCode == 2 && again.errors.contains("is there already") && again.errors.contains("--replace")
            )
            #expect(place.scheduleText("busy.yaml")?.contains("every: 1h") == true)
            let replaced = try await place.patchbay(line.replacing("--every 1h", with: "--replace --every 2h"))
            #expect(replaced.exitCode == 0, "\(replaced.errors)")
            #expect(place.scheduleText("busy.yaml")?.contains("every: 2h") == true)
            for verb in ["show", "next", "check", "remove --yes"] {
                let outcome = try await place.patchbay("schedule \(verb) bussy")
                #expect(outcome.exitCode == 2 && outcome.errors.contains("did you mean busy?"), "\(outcome.errors)")
            }
        }

        @Test(
            "what could never run is refused, and nothing is written",
            arguments: [
                ("--every 1h busy nothing.lua", "there is no such script"),
                ("--every 1h busy examples/tasks-by-queue.lua --form -1d", "--from"),
                ("--every 1h busy recordngs export", "did you mean recordings?"),
                ("--every 1h busy recordings exprt", "did you mean export?"),
                ("--every 1h busy recordings", "a command has to be named"),
                ("--every 1h busy", "what is it to run?"),
                ("--every 5s busy examples/tasks-by-queue.lua", "5s"),
                ("--when @dayly busy examples/tasks-by-queue.lua", "@dayly"),
                ("--every 1h --zone Europe/Berlni busy examples/tasks-by-queue.lua", "is no time zone"),
                ("--every 1h --notify ops busy examples/tasks-by-queue.lua", "there is no channel 'ops'"),
                ("--every 1h --folder nowhere busy examples/tasks-by-queue.lua", "no such folder"),
                ("--every 1h ../busy examples/tasks-by-queue.lua", "is no name for a schedule"),
                ("busy examples/tasks-by-queue.lua", "--when"),
                ("--every 1h --when @daily busy examples/tasks-by-queue.lua", "--when"),
                ("--evry 1h busy examples/tasks-by-queue.lua", "there is no option --evry"),
            ]
        )
        func refused(_ words: String, _ message: String) async throws {
            let place = try Place()
            let outcome = try await place.patchbay("\(Self.add) \(words)")
            #expect(outcome.exitCode == 2, "\(outcome.errors)")
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
            #expect(!place.folder.exists("home/schedules/busy.yaml"))
        }

        @Test("removing takes the file, asks without --yes, and works on a broken one")
        func remove() async throws {
            let place = try Place()
            try place.schedule("a.yaml", "command: [recordings, verify]\nsimulator: true\nevery: 1h\n")
            try place.schedule("b.yaml", ":")
            let asked = try await place.patchbay("schedule remove a")
            #expect(asked.exitCode == 2 && asked.errors.contains("--yes") && place.scheduleText("a.yaml") != nil)
            let removed = try await place.patchbay("schedule remove --yes a")
            #expect(removed.exitCode == 0 && removed.errors.hasSuffix("schedules/a.yaml\n"), "\(removed.errors)")
            #expect(try await place.patchbay("schedule remove --yes b").exitCode == 0)
            #expect(place.scheduleText("a.yaml") == nil && place.scheduleText("b.yaml") == nil)
        }

        @Test("another folder is taken from the option, else from the environment")
        func elsewhere() async throws {
            var place = try Place()
            try place.folder.write("work/mine/a.yaml", "command: [recordings, verify]\nsimulator: true\nevery: 1h\n")
            try place.folder.write("work/ours/b.yaml", "command: [recordings, verify]\nsimulator: true\nevery: 1h\n")
            #expect(try await place.json("schedule list --schedules mine").array?.map { $0["name"] } == ["a"])
            place.environment["PATCHBAY_SCHEDULES"] = place.work + "/ours"
            #expect(try await place.json("schedule").array?.map { $0["name"] } == ["b"])
            #expect(try await place.json("schedule list --schedules mine").array?.map { $0["name"] } == ["a"])
        }
    }
}
