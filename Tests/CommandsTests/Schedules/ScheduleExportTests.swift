import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay schedule export")
    struct ScheduleExportTests {
        private let place: Place

        init() throws {
            let place = try Place()
            for (name, when) in [("nightly", "15 2 * * *"), ("hourly", "@hourly")] {
                try place.folder.write(
                    "home/schedules/\(name).yaml",
                    """
                    script: export.lua
                    arguments: [--out, "50% of it"]
                    simulator: true
                    when: "\(when)"
                    zone: Europe/Berlin
                    after_cut_off: report
                    """
                )
            }
            try place.folder.write("home/schedules/export.lua", "print(1)")
            self.place = place
        }

        @Test("it writes pairs of units into a folder, and again in place of them")
        func units() async throws {
            for _ in 1...2 {
                let outcome = try await place.patchbay("schedule export --systemd --out units")
                #expect(outcome.exitCode == 0, "\(outcome.errors)")
                #expect(outcome.output == "")
                #expect(
                    place.folder.files().filter { $0.hasPrefix("work/units/") }.map { String($0.dropFirst(11)) } == [
                        "patchbay-hourly.service", "patchbay-hourly.timer", "patchbay-nightly.service",
                        "patchbay-nightly.timer",
                    ]
                )
            }
            let timer = try #require(place.text("units/patchbay-nightly.timer"))
            #expect(timer.contains("OnCalendar=*-*-* 02:15:00 Europe/Berlin\n"))
            let service = try #require(place.text("units/patchbay-nightly.service"))
            #expect(service.contains("ExecStart=:\"\(ProductBinaries.patchbay)\" \"run\" \"--simulator\" "))
            #expect(
                service.contains("\"\(place.folder.path("home/schedules/export.lua"))\" \"--out\" \"50%% of it\"\n")
            )
            #expect(service.contains("Environment=\"PATCHBAY_HOME=\(place.folder.path("home"))\"\n"))
        }

        @Test("a file that no export wrote stays as it is")
        func foreign() async throws {
            try place.folder.write("work/units/patchbay-nightly.timer", "mine")
            let outcome = try await place.patchbay("schedule export --systemd --out units nightly")
            #expect(outcome.exitCode == 2)
            #expect(
                outcome.errors.contains("patchbay-nightly.timer: is there already, and not by an export; remove it")
            )
            #expect(place.text("units/patchbay-nightly.timer") == "mine")
            #expect(place.text("units/patchbay-nightly.service") == nil)
        }

        @Test("a crontab goes to standard output; what is left out is told, and the exit code says so")
        func crontab() async throws {
            let fine = try await place.patchbay("schedule export --cron --zone Europe/Berlin nightly")
            #expect(fine.exitCode == 0, "\(fine.errors)")
            #expect(fine.output.contains("\n15 2 * * * cd \(place.folder.path("home/schedules")) && "))
            #expect(fine.errors.contains("nightly: nothing is made up for"))
            let outcome = try await place.patchbay("schedule export --cron --zone UTC")
            #expect(outcome.exitCode == 4)
            #expect(outcome.errors.contains("nightly is left out: cron goes by the machine's clocks, UTC"))
            #expect(outcome.output.contains("\n0 * * * * cd "))
            #expect(!outcome.output.contains("\n15 2 * * * cd "))
        }

        @Test("manifests follow each other in one stream; a broken schedule is told, and keeps none back")
        func manifests() async throws {
            try place.folder.write("home/schedules/broken.yaml", "script: export.lua\nwhen: \"61 * * * *\"\n")
            let outcome = try await place.patchbay("schedule export --kubernetes --image registry.example/p:1")
            #expect(outcome.exitCode == 4)
            #expect(outcome.output.split(separator: "\n").filter { $0 == "---" }.count == 2)
            #expect(outcome.output.contains("image: \"registry.example/p:1\"\n"))
            #expect(
                outcome.errors.contains(
                    "broken is left out: its file is broken; patchbay schedule check broken says how"
                )
            )
            let named = try await place.patchbay("schedule export --kubernetes broken")
            #expect(named.exitCode == 2)
            #expect(named.errors.contains("61"))
        }

        @Test("it wants one target, and an image for Kubernetes alone")
        func usage() async throws {
            for line in ["", "--systemd --cron", "--cron --image x", "--cron --out ", "--systemd no-such"] {
                let outcome = try await place.patchbay("schedule export \(line)")
                #expect(outcome.exitCode != 0, "\(line)")
                #expect(outcome.output == "", "\(line)")
            }
        }
    }
}
