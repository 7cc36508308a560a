import Glibc
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Renewals that are cut short")
    struct RenewalFaultTests {
        private static let line = "run --profile demo one.lua"
        /// Far more calls than a renewal makes.
        private static let most = 200

        /// A simulator and a place, with a script that makes one call.
        private struct Scene {
            let place: Place
            let simulator: SimulatorProcess

            init(_ options: String = "") async throws {
                place = try Place()
                simulator = try await SimulatorProcess(place, "--tasks 5 --rate-limit 0 \(options)")
                try place.script("one.lua", #"require("cc").task.list({ from = 1, to = 2 }) print "answered""#)
            }

            var sealed: [UInt8]? { place.folder.bytes("home/credentials/demo.sealed") }

            /// What a renewal that was cut short left behind.
            var temporaryFiles: [String] { place.folder.files().filter { $0.hasSuffix(".part") } }
        }

        @Test("kill -9 at any call of it loses no session, and leaves nothing behind for ever")
        func killed() async throws {
            let scene = try await Scene()
            var calls: [String] = []
            for step in 1...Self.most {
                try scene.simulator.revoke("access")
                let before = try scene.simulator.stats().refreshes
                let cut = try await CallFault(step: step).befall(Self.line, at: scene.place)
                guard cut.run.signal == SIGKILL else {
                    #expect(cut.run.exitCode == 0, "\(cut.run.errors)")
                    break
                }
                calls += cut.calls.suffix(1)
                let next = try await scene.place.patchbay(Self.line)
                #expect(next.exitCode == 0, "after a kill at \(cut.calls): \(next.errors)")
                // One that nobody saved, and the one that was then made in its place.
                #expect((1...2).contains(try scene.simulator.stats().refreshes - before), "\(cut.calls)")
                #expect(scene.temporaryFiles.isEmpty, "\(cut.calls)")
            }
            let wanted = ["ftruncate", "pwrite", "send", "recv", "openat", "fdatasync", "renameat", "fsync", "flock"]
            #expect(Set(calls).isSuperset(of: wanted), "\(calls)")
        }

        @Test("where a renewal ends the refresh token before it, only a pair that nobody saved is lost, and said so")
        func killedUnseen() async throws {
            var scene = try await Scene("--rotate-refresh-tokens")
            var lost: [String] = []
            for step in 1...Self.most {
                try scene.simulator.revoke("access")
                let before = (refreshes: try scene.simulator.stats().refreshes, sealed: scene.sealed)
                let cut = try await CallFault(step: step).befall(Self.line, at: scene.place)
                guard cut.run.signal == SIGKILL else {
                    #expect(cut.run.exitCode == 0, "\(cut.run.errors)")
                    break
                }
                let left = scene.sealed
                let next = try await scene.place.patchbay(Self.line)
                #expect(try scene.simulator.stats().refreshes == before.refreshes + 1, "\(cut.calls)")
                guard next.exitCode != 0 else { continue }
                // The service gave a new pair, and what is kept is the one before.
                #expect(left == before.sealed, "\(cut.calls)")
                #expect(next.exitCode == 3, "after a kill at \(cut.calls): \(next.errors)")
                #expect(next.errors.contains("is signed out"), "\(next.errors)")
                #expect(next.errors.contains("patchbay login demo"), "\(next.errors)")
                lost += cut.calls.suffix(1)
                scene = try await Scene("--rotate-refresh-tokens")
            }
            #expect(lost.contains("fdatasync") && lost.contains("renameat"), "\(lost)")
        }

        @Test("a disk that fails at any call of it is told, and the pair before stays good", arguments: [EIO, ENOSPC])
        func failed(_ error: Int32) async throws {
            let scene = try await Scene()
            var failures: [String] = []
            for step in 1...Self.most {
                try scene.simulator.revoke("access")
                let before = try scene.simulator.stats().refreshes
                let cut = try await CallFault(step: step, error: error).befall(Self.line, at: scene.place)
                if cut.run.exitCode == 0 {
                    // Nothing that counts was kept from it: the next finds a pair that is good.
                    #expect(cut.run.output == "answered\n")
                    #expect(try await scene.place.patchbay(Self.line).exitCode == 0)
                    #expect(try scene.simulator.stats().refreshes == before + 1, "\(cut.calls)")
                    if cut.calls.count < step { break }
                    continue
                }
                failures += cut.calls.prefix(step).suffix(1)
                #expect(cut.run.exitCode == 6, "\(cut.run.errors)")
                #expect(cut.run.output.isEmpty)
                let words = error == EIO ? "input/output error" : "no space is left on the disk"
                for part in ["could not be saved", "credentials/demo.sealed", words] {
                    #expect(cut.run.errors.contains(part), "\(cut.run.errors)")
                }
                #expect(scene.temporaryFiles.isEmpty, "\(cut.calls)")
                let next = try await scene.place.patchbay(Self.line)
                #expect(next.exitCode == 0, "after a failure at \(cut.calls): \(next.errors)")
            }
            #expect(failures == ["openat", "pwrite", "fdatasync", "renameat", "fsync"])
        }
    }
}
