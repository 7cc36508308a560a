import Glibc
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Runs that are ended from outside")
    struct InterruptionTests {
        /// Two rows are done at once, the third waits; the results file is written as rows end.
        private static let slow = """
            local async, run = require "async", require "run"
            print("ready")
            run.rows({ 1, 2, 3 }, { results = "results.csv", concurrency = 1 }, function(number)
                if number == 3 then
                    print("waiting")
                    async.sleep("50s")
                end
                return { status = "ok", number = number }
            end)
            """

        /// Ten recordings come, and of the others nothing ever does.
        private static let halfWay = "stall:after=10:match=GET /media"

        private func startSlow(_ place: Place) async throws -> ProgramRun {
            try place.script("slow.lua", Self.slow)
            let run = try place.start("run --simulator --tasks 5 --allow-write slow.lua", allowed: 30)
            #expect(await run.hasWritten("waiting"))
            return run
        }

        @Test("Ctrl-C ends with 130, keeps the rows so far, and leaves neither worker nor temporary file")
        func interrupt() async throws {
            let place = try Place()
            let run = try await startSlow(place)
            let workers = run.children
            #expect(workers.count == 1)
            run.send(SIGINT)
            let outcome = await run.outcome()
            #expect(outcome.exitCode == 130, "\(outcome.errors)")
            #expect(outcome.errors.contains("interrupted"))
            #expect(outcome.milliseconds < 10_000)
            let rows = try CSVText.rows(#require(place.text("results.csv")))
            #expect(rows.dropFirst().map { Array($0.prefix(4)) } == [["1", "", "ok", "1"], ["2", "", "ok", "2"]])
            #expect(place.leftOvers.isEmpty)
            #expect(await areGone(workers))
        }

        @Test("Ctrl-C in the middle of an export keeps what is saved; the next run downloads only the rest")
        func interruptedExport() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 60 --recording-seconds 5 --rate-limit 0")
            // The run must wait with half of its work done.
            try simulator.fail(Self.halfWay)
            let run = try place.start("run --profile demo examples/export-recordings.lua --from -8d", allowed: 30)
            try await until { place.folder.files().filter { $0.hasSuffix(".wav") }.count >= 10 }
            run.send(SIGINT)
            let first = await run.outcome()
            #expect(first.exitCode == 130, "\(first.errors)")
            #expect(place.leftOvers.isEmpty)
            let saved = try ExportedFolder(place).rows.filter { $0["status"] == "saved" }.count
            // A file is there before its row: the interruption may come between the two.
            #expect(saved > 0)
            try simulator.mend()
            let before = try simulator.stats().media
            let second = try await place.export()
            #expect(second.exitCode == 0, "\(second.errors)")
            let exported = try ExportedFolder(place)
            let hashes = try await exported.hashes()
            #expect(exported.rows.allSatisfy { $0["sha256"] == hashes[$0["path"] ?? ""] })
            let unchanged = exported.rows.filter { $0["status"] == "unchanged" }.count
            #expect(unchanged >= max(saved, 10))
            #expect(try simulator.stats().media - before == exported.rows.count - unchanged)
        }

        @Test("Ctrl-C is heeded however early it comes", arguments: 0..<2)
        func earlyInterrupt(attempt: Int) async throws {
            let place = try Place()
            try place.script("s.lua", "require('async').sleep('50s')")
            let run = try place.start("run --simulator --tasks 5 s.lua", allowed: 8)
            #expect(await run.hasWritten("run "))
            run.send(SIGINT)
            let outcome = await run.outcome()
            #expect(outcome.exitCode == 130 || outcome.signal == SIGINT, "\(outcome.errors)")
        }

        @Test("a worker that is killed is told as such, and the rows so far are kept")
        func killedWorker() async throws {
            let place = try Place()
            let run = try await startSlow(place)
            for worker in run.children { kill(worker, SIGKILL) }
            let outcome = await run.outcome()
            #expect(outcome.exitCode == 1, "\(outcome.errors)")
            #expect(outcome.errors.contains("the script's worker is gone: it was killed"))
            #expect(try CSVText.rows(#require(place.text("results.csv"))).count == 3)
            #expect(place.leftOvers.isEmpty)
        }

        @Test("a host that is killed takes its worker along; the next run sweeps up and finishes")
        func killedHost() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 60 --recording-seconds 5 --rate-limit 0")
            try simulator.fail(Self.halfWay)
            let run = try place.start("run --profile demo examples/export-recordings.lua --from -8d")
            // Only then: other files are staged before the first recording is.
            try await until {
                place.folder.files().contains { $0.hasSuffix(".wav") }
                    && place.leftOvers.contains { $0.hasSuffix(".part") }
            }
            let workers = run.children
            #expect(workers.count == 1)
            run.send(SIGKILL)
            #expect(await run.outcome().signal == SIGKILL)
            #expect(await areGone(workers))
            #expect(!place.leftOvers.isEmpty)
            try simulator.mend()
            let second = try await place.export()
            #expect(second.exitCode == 0, "\(second.errors)")
            #expect(place.leftOvers.isEmpty, "\(place.leftOvers)")
            let exported = try ExportedFolder(place)
            let hashes = try await exported.hashes()
            #expect(exported.rows.count > 20)
            #expect(exported.rows.allSatisfy { $0["sha256"] == hashes[$0["path"] ?? ""] })
            #expect(exported.files.count == 2 * exported.rows.count)
            #expect(try simulator.stats().refused == 0)
        }

        @Test("a worker inherits no environment and no descriptor but its own")
        func worker() async throws {
            var place = try Place()
            place.environment["PATCHBAY_ACCESS_TOKEN"] = "environment-token_x_org"
            let run = try await startSlow(place)
            let worker = try #require(run.children.first)
            #expect(SmallFile.bytes("/proc/\(worker)/environ") == [])
            let descriptors = SmallFile.names("/proc/\(worker)/fd").compactMap { Int($0) }.sorted()
            #expect(descriptors == [0, 1, 2, 3], "\(descriptors)")
            let arguments = SmallFile.text("/proc/\(worker)/cmdline") ?? ""
            #expect(arguments.hasPrefix("patchbay-worker") && !arguments.contains("token"))
            let status = SmallFile.text("/proc/\(worker)/status") ?? ""
            #expect(status.contains("NoNewPrivs:\t1") && status.contains("Seccomp:\t2"))
            run.send(SIGINT)
            _ = await run.outcome()
        }

        /// Whether processes end within a second; one that nobody has buried yet is gone too.
        private func areGone(_ processes: [pid_t]) async -> Bool {
            for _ in 0..<50 {
                let alive = processes.filter { process in
                    guard let stat = SmallFile.text("/proc/\(process)/stat") else { return false }
                    return !(stat.split(separator: ")").last?.hasPrefix(" Z") ?? true)
                }
                if alive.isEmpty { return true }
                try? await Task.sleep(for: .milliseconds(20))
            }
            return false
        }
    }
}
