import Host
import Schedule
import Testing
import Yams

@Suite("Schedules as CronJobs of Kubernetes")
struct CronJobExportTests {
    /// What a path of keys holds in a manifest.
    private func value(_ exported: ScheduleExport, _ path: String...) throws -> Node? {
        var node = try Yams.compose(yaml: exported.files.first?.text ?? "")
        for key in path { node = Int(key).map { index in node?.sequence?[index] } ?? node?[key] }
        return node
    }

    @Test("a manifest says when, where and how long, and what happens meanwhile")
    func manifest() throws {
        var exported = ExportedSchedule(
            try Timing(cron: "15 2 * * 7", zone: ZoneRules(named: "Europe/Berlin")),
            named: "Night_Ly.1"
        )
        exported.schedule.overlap = .replace
        exported.schedule.deadline = 3_600_000
        exported.schedule.retries.times = 2
        exported.schedule.limits.timeout = 7_200_000
        exported.place.image = "registry.example/patchbay:1"
        let found = exported.export(.kubernetes)
        #expect(found.files.map(\.name) == ["patchbay-night-ly-1.yaml"])
        #expect(try value(found, "metadata", "name")?.string == "patchbay-night-ly-1")
        #expect(try value(found, "spec", "schedule")?.string == "15 2 * * 0")
        #expect(try value(found, "spec", "timeZone")?.string == "Europe/Berlin")
        #expect(try value(found, "spec", "concurrencyPolicy")?.string == "Replace")
        #expect(try value(found, "spec", "startingDeadlineSeconds")?.int == 3_600)
        #expect(try value(found, "spec", "jobTemplate", "spec", "backoffLimit")?.int == 2)
        #expect(try value(found, "spec", "jobTemplate", "spec", "activeDeadlineSeconds")?.int == 3 * 7_260)
        let container = ["spec", "jobTemplate", "spec", "template", "spec", "containers", "0"]
        var node = try Yams.compose(yaml: found.files[0].text)
        for key in container { node = Int(key).map { index in node?.sequence?[index] } ?? node?[key] }
        #expect(node?["image"]?.string == "registry.example/patchbay:1")
        #expect(node?["workingDir"]?.string == "/srv/calls")
    }

    @Test("whatever the words are, they come out of YAML and of Kubernetes' variables as they were")
    func words() throws {
        var exported = ExportedSchedule(try Timing(every: 900_000, zone: .utc))
        exported.schedule.arguments =
            ExportedSchedule.hostile + ["line\nbreak", "\u{1b}\u{85}\u{2028}\u{feff}", "$(A)$$(B)$"]
        let found = exported.export(.kubernetes)
        #expect(try value(found, "spec", "schedule")?.string == "*/15 * * * *")
        #expect(try value(found, "spec", "timeZone")?.string == "Etc/UTC")
        let words = try value(
            found,
            "spec",
            "jobTemplate",
            "spec",
            "template",
            "spec",
            "containers",
            "0",
            "args"
        )?.sequence?.compactMap(\.string)
        #expect(words?.map(expanded) == exported.schedule.commandLine())
    }

    /// A word as Kubernetes reads it, where no variable is set: `$$` is `$`, `$(A)` stays only where A is unknown.
    private func expanded(_ text: String) -> String {
        var rest = text[...]
        var read = ""
        while let character = rest.popFirst() {
            guard character == "$", let next = rest.popFirst() else {
                read.append(character)
                continue
            }
            if next == "$" { read.append("$") } else { read += next == "(" ? "<a variable>" : "$\(next)" }
        }
        return read
    }

    @Test("what its fields cannot tell is left out, and so is a second schedule of one name")
    func leftOut() throws {
        for cron in ["0 4 L * *", "0 4 */2 * MON", "0 4 * * 1#2"] {
            let found = ExportedSchedule(try Timing(cron: cron, zone: .utc)).export(.kubernetes)
            #expect(found.files == [], "\(cron)")
            #expect(found.leftOut.count == 1, "\(cron)")
        }
        let daily = try Timing(cron: "@daily", zone: .utc)
        let (one, other) = (ExportedSchedule(daily, named: "a.b"), ExportedSchedule(daily, named: "a-b"))
        let both = ScheduleExport([one.schedule, other.schedule], for: .kubernetes, at: one.place)
        #expect(both.files.count == 1)
        #expect(both.leftOut.map(\.schedule) == ["a-b"])
        #expect(ExportedSchedule(try Timing(every: 420_000, zone: .utc)).export(.kubernetes).files == [])
    }
}
