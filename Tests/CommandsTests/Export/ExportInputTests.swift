import TestSupport
import Testing

extension CommandSuite {
    @Suite("Bad input of patchbay recordings")
    struct ExportInputTests {
        /// A line that cannot be done, and what is said of it.
        struct Bad: Sendable, CustomTestStringConvertible {
            let line: String
            let told: String
            var testDescription: String { line }

            init(_ line: String, _ told: String) { (self.line, self.told) = (line, told) }

            static let all = [
                Bad("export", "--from"),
                Bad("export --from never", "never"),
                Bad("export --from -1d --to -2d", "ends"),
                Bad("export --from -1d --look-back long", "long"),
                Bad("export --from -1d --channel fax", "fax"),
                Bad("export --from -1d --direction sideways", "sideways"),
                Bad("export --from -1d --min-duration short", "short"),
                Bad("export --from -1d --limit 0", "--limit"),
                Bad("export --from -1d --concurrency 0", "--concurrency"),
                Bad("export --from -1d --bandwidth fast", "fast"),
                Bad("export --from -1d --sink nowhere", "nowhere"),
                Bad("export --from -1d --sink s3://", "s3://BUCKET/PREFIX"),
                Bad("export --from -1d --no-folder", "--sink"),
                Bad("export --from -1d --rules gone.lua", "gone.lua"),
                Bad("export --from -1d --name {nothing}", "{nothing}"),
                Bad("export --from -1d --name ../{capture_id}", "leaves the folder"),
                Bad("export --from -1d --queue Nosuch", "there is no queue \"Nosuch\""),
                Bad("export --from -1d --team Nosuch", "there is no team \"Nosuch\""),
                Bad("export --from -1d --agent Nosuch", "there is no agent \"Nosuch\""),
                Bad("export --from -1d --sink nosuch/archive", "nosuch/archive"),
                Bad("export --from -1d --sink s3://b/../z", "no part of a prefix"),
                Bad("export --from -1d --rules broken.lua", "broken.lua:1"),
                Bad("forget nosuch", "nosuch"),
                Bad("list --state lost", "lost"),
                Bad("list --from -1d --to -2d", "ends"),
                Bad("forget ONE --state failed", "ids"),
            ]
        }

        @Test("is told with its value, and nothing is asked for", arguments: Bad.all)
        func told(bad: Bad) async throws {
            let org = try await ExportedOrg()
            try org.place.script("broken.lua", "return { keep = function( }")
            let outcome = try await org.recordings(bad.line)
            #expect(outcome.exitCode == 2, "\(outcome.errors)")
            #expect(outcome.errors.contains(bad.told), "\(outcome.errors)")
            #expect(
                !outcome.errors.contains("the way there") && !outcome.errors.contains("resume"),
                "\(outcome.errors)"
            )
            let stats = try org.simulator.stats()
            #expect(stats.count("task.list") + stats.count("capture.query") + stats.media == 0)
            #expect(org.place.text("recordings/manifest.csv") == nil)
        }
    }
}
