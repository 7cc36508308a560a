import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Daemons that end, and what the next one does")
    struct DaemonEndTests {
        /// Makes its object, and waits until there is a file.
        private static let waits = """
            local async, cc, fs, run = require "async", require "cc", require "fs", require "run"
            cc.work_type.create { name = "tick " .. run.id, workTypeCode = "WRAP_UP_CODE", active = true }
            while not fs.exists("go") do async.sleep("50ms") end
            """

        /// A daemon whose only run has made its object, and waits.
        private func waiting(_ more: String = "", _ options: String = "--no-listen") async throws -> (
            ServedPlace, ProgramRun
        ) {
            let served = try await ServedPlace()
            try served.schedule("hourly", Self.waits, more)
            try await served.owe(1)
            let daemon = try served.serve(options)
            try await until { (try? served.made()) == 1 }
            return (served, daemon)
        }

        /// Lets the run go on.
        private func go(_ served: ServedPlace) throws { try served.place.script("go", "") }

        private func run(of served: ServedPlace) async throws -> String {
            try #require(try await served.sql("SELECT run FROM schedule_ticks").first?.array?.first?.string)
        }

        /// The process of a run, by the lock that it holds.
        private func process(of run: String, _ served: ServedPlace) throws -> pid_t {
            let text = try #require(served.place.folder.text("home/runs/\(run).running"))
            return try #require(pid_t(text.split(separator: "\n").first ?? ""))
        }

        @Test("a run outlives a daemon that is killed; the next one waits for its end, and begins nothing twice")
        func adopted() async throws {
            let (served, daemon) = try await waiting()
            let run = try await run(of: served)
            daemon.send(SIGKILL)
            #expect(await daemon.outcome().signal == SIGKILL)
            let next = try served.serve()
            #expect(await next.hasWritten("hourly: runs still"), "\(next.errorsSoFar)")
            try go(served)
            try await served.until { $0.first?[0] == "done" }
            try await served.end(next)
            #expect(try await served.ticks() == [["done", .null, 1, 0, 0]])
            #expect(try await served.run(id: run, hasEnded: 0))
            #expect(try served.made() == 1)
        }

        @Test("what a loss of power cut off is gone on with: the same run, and the same time")
        func cutOff() async throws {
            let (served, daemon) = try await waiting()
            let run = try await run(of: served)
            let process = try process(of: run, served)
            daemon.send(SIGKILL)
            kill(process, SIGKILL)
            _ = await daemon.outcome()
            try go(served)
            let next = try served.serve()
            try await served.until { $0.first?[0] == "done" }
            try await served.end(next)
            let ticks = try await served.ticks()
            #expect(ticks == [["done", .null, 2, 0, 0]], "\(ticks)")
            #expect(try await served.run(id: run, hasEnded: 0))
            #expect(try served.made() == 1)
        }

        @Test("a schedule that has such runs reported leaves them for a person")
        func reported() async throws {
            let (served, daemon) = try await waiting("after_cut_off: report")
            let process = try process(of: try await run(of: served), served)
            daemon.send(SIGKILL)
            kill(process, SIGKILL)
            _ = await daemon.outcome()
            let next = try served.serve()
            try await served.until { $0.first?[0] == "failed" && $0.first?[1] == "cut_off" }
            try await served.end(next)
            #expect(try served.made() == 1)
        }

        @Test("within the grace time a run ends by itself, and the daemon after it")
        func grace() async throws {
            let (served, daemon) = try await waiting("", "--no-listen --grace 10m")
            daemon.send(SIGTERM)
            #expect(await daemon.hasWritten("runs have 10m to end by themselves"))
            try go(served)
            let outcome = await daemon.outcome()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(try await served.states() == ["done"])
        }

        @Test("without a grace time a run is interrupted, and the next daemon goes on with it")
        func interrupted() async throws {
            let (served, daemon) = try await waiting("", "--no-listen --grace 0")
            let outcome = try await served.end(daemon)
            #expect(outcome.errors.contains("hourly: is asked to end"), "\(outcome.errors)")
            #expect(try await served.states() == ["running"])
            let run = try await run(of: served)
            #expect(try await served.run(id: run, hasEnded: 130))
            try go(served)
            let next = try served.serve()
            try await served.until { $0.first?[0] == "done" }
            try await served.end(next)
            #expect(try await served.run(id: run, hasEnded: 0))
        }

        @Test("a second signal ends at once, and the run goes on")
        func twice() async throws {
            let (served, daemon) = try await waiting("", "--no-listen --grace 10m")
            daemon.send(SIGTERM)
            #expect(await daemon.hasWritten("a second signal ends at once"))
            daemon.send(SIGTERM)
            let outcome = await daemon.outcome()
            #expect(outcome.exitCode == 130 && outcome.signal == nil, "\(outcome.errors)")
            let process = try process(of: try await run(of: served), served)
            #expect(kill(process, 0) == 0)
            kill(process, SIGKILL)
        }
    }
}

extension ServedPlace {
    /// Whether the journal has a run with such an end.
    func run(id: String, hasEnded code: Int64) async throws -> Bool {
        try await sql("SELECT exit_code FROM runs WHERE id = '\(id)'") == [[.integer(code)]]
    }
}
