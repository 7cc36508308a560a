import Host
import Schedule
import TestSupport
import Testing

@Suite("Schedules as a crontab")
struct CrontabExportTests {
    /// The lines that cron runs.
    private func jobs(_ exported: ScheduleExport) -> [String] {
        (exported.files.first?.text ?? "").split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    }

    @Test(
        "times by the machine's clocks stay as they are, in fields that Debian's cron knows",
        arguments: [
            ("15 2 * * *", "15 2 * * *"), ("*/15 * * * *", "*/15 * * * *"), ("5/20 1 * * 7", "5,25,45 1 * * 0"),
            ("0 4 1-31 * MON", "0 4 1-31 * 1"), ("0 4 */2 * mon", "0 4 */2 * 1"),
            ("0 4 * jan-mar SUN-SAT", "0 4 * 1-3 *"),
        ]
    )
    func fields(_ cron: String, _ expected: String) throws {
        let berlin = try ZoneRules(named: "Europe/Berlin")
        // The same clocks by another name.
        let exported = ExportedSchedule(
            try Timing(cron: cron, zone: berlin),
            zone: try ZoneRules(named: "Europe/Stockholm")
        )
        #expect(jobs(exported.export(.cron)).first?.hasPrefix(expected + " cd ") == true)
    }

    @Test(
        "times by other clocks are left out, and stand there for a cron that knows CRON_TZ; every hour is the same anywhere"
    )
    func zones() throws {
        let berlin = try ZoneRules(named: "Europe/Berlin")
        let exported = ExportedSchedule(try Timing(cron: "15 2 * * *", zone: berlin)).export(.cron)
        #expect(jobs(exported) == [])
        #expect(
            exported.leftOut.map(\.text) == [
                "cron goes by the machine's clocks, UTC, and this by those of Europe/Berlin"
            ]
        )
        #expect(exported.files.first?.text.contains("\n#CRON_TZ=Europe/Berlin\n#15 2 * * * cd /srv/calls && ") == true)
        #expect(exported.files.first?.text.contains("knows no CRON_TZ") == true)
        let hourly = ExportedSchedule(try Timing(cron: "20 * * * *", zone: berlin)).export(.cron)
        #expect(jobs(hourly).first?.hasPrefix("20 * * * * cd ") == true)
        let half = ExportedSchedule(try Timing(cron: "20 * * * *", zone: ZoneRules(named: "Asia/Kolkata"))).export(
            .cron
        )
        #expect(jobs(half) == [])
    }

    @Test(
        "an interval goes by UTC, whatever the machine's clocks show",
        arguments: [
            (Int64(900_000), "Europe/Berlin", "*/15 * * * *"), (3_600_000, "Asia/Kolkata", "30 * * * *"),
            (21_600_000, "Asia/Tokyo", "0 3,9,15,21 * * *"), (86_400_000, "UTC", "0 0 * * *"),
            (21_600_000, "Europe/Berlin", nil), (420_000, "UTC", nil), (10_000, "UTC", nil), (172_800_000, "UTC", nil),
            (5_400_000, "UTC", nil),
        ]
    )
    func intervals(_ length: Int64, _ zone: String, _ expected: String?) throws {
        let exported = ExportedSchedule(try Timing(every: length, zone: .utc), zone: try ZoneRules(named: zone))
        let job = jobs(exported.export(.cron)).first
        #expect(job?.split(separator: " ").prefix(5).joined(separator: " ") == expected)
    }

    @Test("what has no plain fields, or is too long or has line breaks for a crontab, is left out")
    func leftOut() throws {
        for cron in ["0 4 L * *", "0 4 * * 5L", "0 4 * * 1#2", "0 4 LW * *"] {
            #expect(jobs(ExportedSchedule(try Timing(cron: cron, zone: .utc)).export(.cron)) == [], "\(cron)")
        }
        for word in ["line\nbreak", String(repeating: "x", count: 1_000)] {
            var exported = ExportedSchedule(try Timing(cron: "@daily", zone: .utc))
            exported.schedule.arguments = [word]
            #expect(jobs(exported.export(.cron)) == [])
            #expect(exported.export(.cron).leftOut.count == 1)
        }
    }

    @Test("whatever the words are, the shell that cron starts gives them on as they were, from the folder, with a lock")
    func words() async throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("50% it's")
        try folder.makeFolder("state")
        // Prints where it is, and each of its words on a line.
        let program = try folder.write("print", "#!/bin/sh\npwd; echo \"$PATCHBAY_HOME\"; printf '%s\\n' \"$@\"\n")
        #expect(try await ProgramRun.run("/bin/chmod", ["+x", program]).exitCode == 0)
        for overlap in ScheduleDefinition.Overlap.allCases {
            var exported = ExportedSchedule(try Timing(cron: "@daily", zone: .utc))
            exported.schedule.arguments = ExportedSchedule.hostile
            exported.schedule.folder = folder.path("50% it's")
            exported.schedule.overlap = overlap
            exported.place.program = program
            exported.place.state = folder.path("state")
            exported.place.environment = ["PATCHBAY_HOME": "/x y%"]
            let job = try #require(jobs(exported.export(.cron)).first)
            let command = job.split(separator: " ", maxSplits: 5).last.map { asCronReads(String($0)) } ?? ""
            let outcome = try await ProgramRun.run(
                "/bin/sh",
                ["-c", command],
                environment: ["PATH": "/usr/bin:/bin", "HOME": "/nowhere"]
            )
            let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(
                String.init
            )
            let expected = [folder.path("50% it's"), "/x y%"] + exported.schedule.commandLine()
            #expect(lines == expected, "\(outcome.errors)")
            #expect(command.contains("flock") == (overlap != .allow))
        }
    }

    /// A command after cron, which ends it at a `%` and takes a backslash before one away, as Debian's does.
    private func asCronReads(_ command: String) -> String {
        var read = ""
        var isEscaped = false
        for character in command {
            if isEscaped {
                if character == "%" { read.removeLast() }
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "%" {
                return read
            }
            read.append(character)
        }
        return read
    }

    @Test("jitter is the delay that the daemon has, and what cron does otherwise is told")
    func notes() throws {
        var exported = ExportedSchedule(try Timing(cron: "@daily", zone: .utc))
        exported.schedule.jitter = 300_000
        exported.schedule.cutOff = .report
        exported.schedule.retries.times = 1
        let delay = DueTimes(exported.schedule).delay / 1_000
        #expect(delay > 0)
        #expect(jobs(exported.export(.cron)).first?.contains(" && sleep \(delay) && flock -n -E 0 ") == true)
        #expect(
            exported.export(.cron).notes.map(\.text) == [
                "a run that ended badly is not tried again",
                "nothing is made up for that was due while the machine was off",
            ]
        )
    }
}
