import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Health and metrics of the daemon")
    struct HealthTests {
        @Test("health says how it stands, metrics what became of each time, and nothing else is answered")
        func answers() async throws {
            let served = try await ServedPlace()
            try served.schedule("good")
            try served.schedule("bad", "error('no')", "missed: one")
            try served.place.folder.write("home/schedules/torn.yaml", "script: [\n")
            let text = try #require(served.place.folder.text("home/schedules/bad.yaml"))
            try served.place.folder.write("home/schedules/bad.yaml", text.replacing("missed: all\n", with: ""))
            try await served.owe(2)
            let daemon = try served.serve("--listen 127.0.0.1:0")
            let health = try await Health(daemon)
            // Of `bad` the latest is run, and the one before it is left out.
            try await served.until { ticks in
                ticks.count == 4 && ticks.allSatisfy { ["done", "failed", "skipped"].contains($0[0].string ?? "") }
            }
            let report = try health.report()
            #expect(report["status"] == "ok" && report["schedules"] == 2 && report["broken"] == 1)
            #expect(report["version"] == "1.0.0" && report["running"] == 0)
            #expect(report["problems"]?.array?.first?.string?.hasPrefix("torn: ") == true)
            #expect(try health.metric(#"patchbay_schedule_runs_total{outcome="done",schedule="good"}"#) == 2)
            #expect(try health.metric(#"patchbay_schedule_runs_total{outcome="failed",schedule="bad"}"#) == 1)
            #expect(try health.metric(#"patchbay_schedule_skipped_total{reason="missed",schedule="bad"}"#) == 1)
            #expect(try health.metric(#"patchbay_schedule_run_seconds_count{schedule="good"}"#) == 2)
            #expect(try health.metric("patchbay_runs_running") == 0)
            #expect(try health.metric("patchbay_schedules_broken") == 1)
            for name in ["patchbay_disk_free_bytes", "process_resident_memory_bytes", "process_start_time_seconds"] {
                #expect(try #require(try health.metric(name)) > 0, "\(name)")
            }
            #expect(
                try #require(try health.metric(#"patchbay_schedule_next_timestamp_seconds{schedule="good"}"#)) > 1e9
            )
            #expect(await daemon.hasWritten("bad: ended with 1"), "\(daemon.errorsSoFar)")
            let head = try Loopback.answer(to: "HEAD", "/healthz", port: health.port)
            #expect(head.status == 200 && head.body.isEmpty)
            for (method, path) in [("POST", "/healthz"), ("GET", "/"), ("GET", "/healthz/x"), ("DELETE", "/metrics")] {
                #expect(try Loopback.answer(to: method, path, port: health.port).status == 404, "\(method) \(path)")
            }
            try await served.end(daemon)
        }
    }
}
