import Host
import Schedule
import TestSupport
import Testing

@Suite("Schedules as units of systemd")
struct SystemdExportTests {
    @Test(
        "a timer is due when the schedule is",
        arguments: [
            ("15 2 * * *", ["*-*-* 02:15:00 Europe/Berlin"]),
            ("*/15 * * * *", ["*-*-* *:00,15,30,45:00 UTC"]),
            ("0 8,12 * * 1-5", ["Mon..Fri *-*-* 08,12:00:00 Europe/Berlin"]),
            ("0 0 1 * 0", ["*-*-01 00:00:00 Europe/Berlin", "Sun *-*-* 00:00:00 Europe/Berlin"]),
            ("0 0 */2 * 1", ["Mon *-*-01,03,05,07,09,11,13,15,17,19,21,23,25,27,29,31 00:00:00 Europe/Berlin"]),
            ("0 4 L 2 *", ["*-02~01 04:00:00 Europe/Berlin"]),
            ("0 4 * * 5L", ["Fri *-*~07/1 04:00:00 Europe/Berlin"]),
            ("0 4 * 6-8 1#2", ["Mon *-06..08-08..14 04:00:00 Europe/Berlin"]),
            ("0 4 LW * *", ["Mon..Fri *-*~01 04:00:00 Europe/Berlin", "Fri *-*~02,03 04:00:00 Europe/Berlin"]),
        ]
    )
    func calendar(_ cron: String, _ expected: [String]) throws {
        let exported = ExportedSchedule(try Timing(cron: cron, zone: ZoneRules(named: "Europe/Berlin"))).export(
            .systemd
        )
        #expect(exported.leftOut == [])
        #expect(
            ExportedSchedule.lines(exported.files.last, "OnCalendar") == expected.map { "OnCalendar=" + $0 }
        )
    }

    @Test(
        "an interval is a calendar of UTC where it fits into days, else counts from the timer's start",
        arguments: [
            (Int64(900_000), "OnCalendar=*-*-* *:00/15:00 UTC"), (10_000, "OnCalendar=*-*-* *:*:00/10 UTC"),
            (60_000, "OnCalendar=*-*-* *:*:00 UTC"), (21_600_000, "OnCalendar=*-*-* 00/6:00:00 UTC"),
            (86_400_000, "OnCalendar=*-*-* 00:00:00 UTC"), (604_800_000, "OnCalendar=Thu *-*-* 00:00:00 UTC"),
            (420_000, "OnUnitActiveSec=420s"), (10_500, "OnUnitActiveSec=10.500s"),
        ]
    )
    func intervals(_ length: Int64, _ expected: String) throws {
        let exported = ExportedSchedule(try Timing(every: length, zone: .utc)).export(.systemd)
        #expect(exported.files.last?.text.contains("\n\(expected)\n") == true)
        #expect(exported.notes.contains { $0.text.hasPrefix("counts from the start") } == expected.contains("Unit"))
    }

    @Test("what systemd makes of the calendar is what the schedule means, for expressions at random")
    func agrees() async throws {
        var random = SeededNumbers(seed: 7)
        var timings: [(Timing, [String])] = []
        while timings.count < 60 {
            let cron = RandomCron(&random)
            guard let timing = try? Timing(cron: cron.text, zone: .utc) else { continue }
            let exported = ExportedSchedule(timing).export(.systemd)
            guard exported.leftOut.isEmpty else { continue }
            let lines = ExportedSchedule.lines(exported.files.last, "OnCalendar=").map { String($0.dropFirst(11)) }
            timings.append((timing, lines))
        }
        let start: Int64 = 1_767_225_600_000
        let outcome = try await ProgramRun.run(
            "/usr/bin/systemd-analyze",
            ["calendar", "--iterations=4", "--base-time=2026-01-01 00:00:00 UTC"] + timings.flatMap(\.1),
            environment: ["TZ": "UTC", "PATH": "/usr/bin:/bin"]
        )
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        var blocks: [[String]] = []
        for line in outcome.output.split(separator: "\n") {
            if line.contains("Normalized form:") { blocks.append([]) }
            guard line.contains("Next elapse: ") || line.contains("Iter. #") else { continue }
            // `Fri 2026-10-30 02:00:00 UTC`
            let words = line.split(separator: " ").suffix(4).map(String.init)
            if words.count == 4, words[3] == "UTC" {
                blocks[blocks.count - 1].append("\(words[1]) \(words[2].prefix(5))")
            }
        }
        try #require(blocks.count == timings.map(\.1.count).reduce(0, +))
        for (timing, lines) in timings {
            let found = Set(blocks.prefix(lines.count).joined()).sorted().prefix(4)
            blocks.removeFirst(lines.count)
            let expected = ShownTime.times(4, timing, after: start).map { String(ShownTime.text($0, .utc).dropLast(3)) }
            #expect(Array(found) == expected, "\(timing.text): \(lines)")
        }
    }

    @Test("systemd takes both units as they are, whatever the words of the schedule")
    func verified() async throws {
        var exported = ExportedSchedule(try Timing(cron: "0 0 1 * 0", zone: ZoneRules(named: "Europe/Berlin")))
        exported.schedule.description = "all of it: 100% \\\nand \"more\" \\"
        exported.schedule.arguments = ExportedSchedule.hostile + ["line\nbreak", "\u{1b}[0m", "tab\t"]
        exported.schedule.folder = "/srv/50% of calls"
        exported.schedule.jitter = 300_000
        exported.place.program = "/usr/bin/env"
        exported.place.environment = ["PATCHBAY_HOME": "/srv/it's \"50%\""]
        exported.place.user = "root"
        let folder = try TemporaryFolder()
        let files = exported.export(.systemd).files
        #expect(files.map(\.name) == ["patchbay-nightly.service", "patchbay-nightly.timer"])
        for file in files { try folder.write(file.name, file.text) }
        let outcome = try await ProgramRun.run(
            "/usr/bin/systemd-analyze",
            ["verify", "--man=no"] + files.map { folder.path($0.name) },
            environment: ["PATH": "/usr/bin:/bin"]
        )
        let told = outcome.errors.split(separator: "\n").filter { $0.contains("patchbay-nightly") }
        #expect(told == [], "\(outcome.errors)")
        let service = try #require(files.first?.text)
        #expect(service.contains(#""50%%" "a\\%%b" "\\" "\\\\%%" "$HOME" "$(id)""#))
        #expect(service.contains(#""line\nbreak" "\x1b[0m" "tab\t""#))
        #expect(service.contains("\nExecStart=:\"/usr/bin/env\" \"run\""))
        #expect(service.contains("\nWorkingDirectory=/srv/50%% of calls\n"))
        #expect(service.contains("\nEnvironment=\"PATCHBAY_HOME=/srv/it's \\\"50%%\\\"\"\n"))
        #expect(service.contains("\nDescription=Patchbay: all of it: 100%% \\ and \"more\" \\.\n"))
        #expect(files.last?.text.contains("\nRandomizedDelaySec=300s\nFixedRandomDelay=true\n") == true)
    }

    @Test("what systemd does otherwise is told, in the file too; and nothing else")
    func notes() throws {
        var exported = ExportedSchedule(try Timing(cron: "15 2 * * *", zone: .utc))
        exported.schedule.cutOff = .report
        #expect(exported.export(.systemd).notes == [])
        #expect(exported.export(.systemd).files.last?.text.contains("\nPersistent=true\n") == true)
        exported.schedule.missed = .none
        #expect(exported.export(.systemd).files.last?.text.contains("\nPersistent=false\n") == true)
        exported.schedule.missed = .all
        exported.schedule.overlap = .queue
        exported.schedule.retries.times = 3
        exported.schedule.deadline = 3_600_000
        exported.schedule.notify = ["ops"]
        let told = exported.export(.systemd)
        #expect(
            told.notes.map(\.text) == [
                "nobody is told of failures: ops would be",
                "overlap is forbid, not queue: what is due while it runs is left out",
                "a run that ended badly is not tried again", "of missed times one is made up for, not all",
                "a missed time is made up for however late, also after 1h",
            ]
        )
        for note in told.notes { #expect(told.files.last?.text.contains("\n# \(note.text)\n") == true) }
    }

    @Test(
        "that clocks skip a time is told of those whose time it is",
        arguments: ["30 2 * * *", "30 4 * * *", "*/30 2 * * *"]
    )
    func skipped(_ cron: String) throws {
        let exported = ExportedSchedule(try Timing(cron: cron, zone: ZoneRules(named: "Europe/Berlin"))).export(
            .systemd
        )
        #expect(
            exported.notes.contains { $0.text == "a time that the clocks skip is left out" } == (cron == "30 2 * * *")
        )
    }

    @Test("a schedule that systemd has no words for is left out, and the others are not")
    func leftOut() throws {
        let odd = ExportedSchedule(try Timing(cron: "0 4 * * *", zone: ZoneRules(named: "+05:30")), named: "odd")
        let fine = ExportedSchedule(try Timing(cron: "0 4 * * *", zone: ZoneRules(named: "+02:00")), named: "fine")
        var broken = ExportedSchedule(try Timing(cron: "0 4 * * *", zone: .utc), named: "broken")
        broken.schedule.folder = "/srv/a\nb"
        let exported = ScheduleExport([odd.schedule, fine.schedule, broken.schedule], for: .systemd, at: odd.place)
        #expect(exported.files.map(\.name) == ["patchbay-fine.service", "patchbay-fine.timer"])
        #expect(exported.files.last?.text.contains("OnCalendar=*-*-* 04:00:00 Etc/GMT-2\n") == true)
        #expect(exported.leftOut.map(\.schedule) == ["odd", "broken"])
    }
}
