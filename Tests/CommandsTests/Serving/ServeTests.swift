import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay serve")
    struct ServeTests {
        @Test("what was owed is run, each time once and in a process of its own, and what it said is in its log")
        func owed() async throws {
            let served = try await ServedPlace()
            try served.schedule("hourly")
            try await served.owe(3)
            let daemon = try served.serve("--no-listen --at-most 1")
            try await served.until { $0.count == 3 && $0.allSatisfy { $0[0] == "done" } }
            let outcome = try await served.end(daemon)
            #expect(try served.made() == 3)
            #expect(outcome.output.isEmpty && outcome.errors.contains("SCHEDULE"), "\(outcome.errors)")
            #expect(
                outcome.errors.matches(of: /hourly: begins run=\S+ trace=[0-9a-f]{32}/).count == 3,
                "\(outcome.errors)"
            )
            let runs = try await served.sql("SELECT run FROM schedule_ticks").compactMap { $0.array?.first?.string }
            #expect(Set(runs).count == 3)
            for run in runs {
                let log = served.place.folder.text("home/logs/hourly/\(run).log") ?? ""
                #expect(log.contains("run \(run)\n") && log.contains("made\n"), "\(log)")
            }
        }

        @Test(
            "a file that is broken is told with its line, and the others are served; one that is mended is seen at once"
        )
        func broken() async throws {
            let served = try await ServedPlace()
            try served.schedule("good")
            try served.place.folder.write("home/schedules/bad.yaml", "script: x.lua\nevery: sometimes\n")
            try served.schedule("lost")
            unlink(served.place.folder.path("work/lost.lua"))
            let daemon = try served.serve()
            #expect(await daemon.hasWritten("good: is watched from now on"))
            #expect(await daemon.hasWritten("lost: \(served.place.folder.path("home/schedules/lost.yaml")):1: "))
            #expect(await daemon.hasWritten("bad: cannot be run:"))
            #expect(daemon.errorsSoFar.contains("bad.yaml:2"), "\(daemon.errorsSoFar)")
            try served.schedule("bad")
            daemon.send(SIGHUP)
            #expect(await daemon.hasWritten("bad: is watched from now on"), "\(daemon.errorsSoFar)")
            unlink(served.place.folder.path("home/schedules/good.yaml"))
            daemon.send(SIGHUP)
            #expect(await daemon.hasWritten("good: is gone"), "\(daemon.errorsSoFar)")
            try await served.end(daemon)
        }

        @Test("a second daemon on one state folder says who is the first, and leaves")
        func second() async throws {
            let served = try await ServedPlace()
            let first = try served.serve()
            #expect(await first.hasWritten("serves 0 schedules"))
            let second = await (try served.serve()).outcome()
            #expect(second.exitCode == 2, "\(second.errors)")
            #expect(second.errors.contains("another daemon (process \(first.pid) since "), "\(second.errors)")
            let status = try await served.place.patchbay("service status --user --json")
            #expect(
                try JSONValue(parsing: status.outputBytes)["daemon"]?.string?.hasPrefix("process \(first.pid)") == true
            )
            try await served.end(first, SIGINT)
            #expect(try await served.place.patchbay("service status --user").exitCode == 1)
        }

        @Test(
            "a port that is taken, a state folder that cannot be written, and options that exclude each other are told"
        )
        func refused() async throws {
            let served = try await ServedPlace()
            let port = try #require(served.simulator.ready["api_url"]?.string?.split(separator: ":").last)
            let taken = await (try served.serve("--listen 127.0.0.1:\(port)")).outcome()
            #expect(
                taken.exitCode == 2 && taken.errors.contains("port \(port) of 127.0.0.1 is taken"),
                "\(taken.errors)"
            )
            let both = try await served.place.patchbay("serve --no-listen --listen 127.0.0.1:0")
            #expect(both.exitCode == 2 && both.errors.contains("exclude each other"))
            for options in ["--at-most 0", "--keep-runs 1h", "--listen 8484", "--log-format xml", "--grace soon"] {
                #expect(try await served.place.patchbay("serve \(options)").exitCode == 2, "\(options)")
            }
            var place = served.place
            try place.folder.write("file", "x")
            place.environment["PATCHBAY_HOME"] = place.folder.path("file")
            let unwritable = try await place.patchbay("serve --no-listen")
            #expect(
                unwritable.exitCode == 2 && unwritable.errors.contains(place.folder.path("file")),
                "\(unwritable.errors)"
            )
        }

        @Test("log lines for programs are an object each, and nothing else is told")
        func json() async throws {
            let served = try await ServedPlace()
            try served.schedule("hourly")
            try await served.owe(1)
            let daemon = try served.serve("--no-listen --log-format json")
            try await served.until { $0.first?[0] == "done" }
            let outcome = try await served.end(daemon)
            let lines = try outcome.errors.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
            #expect(
                lines.count > 3 && lines.allSatisfy { $0["time"] != nil && $0["level"] != nil && $0["message"] != nil }
            )
            let done = try #require(lines.first { $0["message"] == "done" })
            #expect(done["schedule"] == "hourly" && done["run"] != nil && done["trace"]?.string?.count == 32)
            for secret in served.simulator.secrets { #expect(!outcome.errors.contains(secret)) }
        }

        @Test("on a disk that is nearly full no run begins, and they do when there is room")
        func disk() async throws {
            let served = try await ServedPlace()
            try served.schedule("hourly")
            try await served.owe(1)
            let full = try served.place.start("serve --listen 127.0.0.1:0 --min-free 999999G", allowed: 240)
            try await served.until { $0.first?[0] == "owed" && $0.first?[1] == "disk" }
            let health = try await Health(full)
            let report = try health.report(status: 503)
            #expect(report["status"] == "degraded" && report["problems"]?.array?.count == 1)
            try await served.end(full)
            #expect(try served.made() == 0)
            let daemon = try served.serve()
            try await served.until { $0.first?[0] == "done" }
            try await served.end(daemon)
            #expect(try served.made() == 1)
        }

        @Test(
            "what fills the disk keeps runs from beginning until there is room, and one that cannot be written the daemon",
            .enabled(if: SmallDisk.isAllowed)
        )
        func smallDisk() async throws {
            let place = try Place()
            let home = try place.folder.makeFolder("home")
            let disk = try #require(SmallDisk(home, kilobytes: 48 << 10))
            defer { disk.remove() }
            chmod(home, 0o755)
            let served = try await ServedPlace(place)
            try served.schedule("hourly")
            try await served.owe(1)
            let ballast = try place.folder.write("home/ballast", [UInt8](repeating: 1, count: 40 << 20))
            let daemon = try place.start("serve --no-listen --min-free 16M", allowed: 240)
            #expect(await daemon.hasWritten("the disk is nearly full"), "\(daemon.errorsSoFar)")
            try await served.until { $0.first?[0] == "owed" && $0.first?[1] == "disk" }
            unlink(ballast)
            daemon.send(SIGHUP)
            try await served.until { $0.first?[0] == "done" }
            try await served.end(daemon)
            #expect(disk.makeReadOnly())
            let refused = await (try served.serve()).outcome()
            #expect(refused.exitCode == 1, "\(refused.errors)")
            #expect(refused.errors.contains("\(home)/serve.lock: read-only file system"), "\(refused.errors)")
        }
    }
}
