import Glibc
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Changes whose answers are lost")
    struct LostAnswerTests {
        /// A simulator, and a script that is in the middle of a change when its answer is lost.
        private struct Scene {
            let place: Place
            let simulator: SimulatorProcess

            init(_ script: String) async throws {
                place = try Place()
                simulator = try await SimulatorProcess(place, "--users 3 --tasks 1 --rate-limit 0")
                try place.script("change.lua", "local cc, webex = require 'cc', require 'webex'\n" + script)
            }

            func run(_ options: String = "") async throws -> ProgramRun.Outcome {
                try await place.patchbay("run --profile demo \(options) change.lua")
            }

            func resume() async throws -> ProgramRun.Outcome { try await place.patchbay("resume last") }

            /// Starts `line`, and kills it once the service has done a change that it does not answer.
            func killUnanswered(_ line: String, writes: Int) async throws {
                let run = try place.start(line)
                try await until { (try? simulator.stats().writes) == writes }
                run.send(SIGKILL)
                _ = await run.outcome()
            }

            func id(of outcome: ProgramRun.Outcome) throws -> String {
                let line = try #require(outcome.errors.split(separator: "\n").first { $0.hasPrefix("run ") })
                return String(line.dropFirst("run ".count))
            }
        }

        private static let create = """
            local made = cc.work_type.create { name = "Once", workTypeCode = "WRAP_UP_CODE", active = true }
            print(made.name)
            """

        @Test("a create that was done is found by its name and adopted", arguments: ["after", "before"])
        func adopted(moment: String) async throws {
            let scene = try await Scene(Self.create)
            // `before`: the connection breaks off and nothing was done, which looks the same from here.
            try scene.simulator.fail("reset:times=1:match=^POST .*work-type:when=\(moment)")
            let first = try await scene.run()
            #expect(first.exitCode == 7, "\(first.errors)")
            #expect(try scene.simulator.stats().writes == (moment == "after" ? 1 : 0))
            let second = try await scene.resume()
            #expect(second.exitCode == 0, "\(second.errors)")
            #expect(second.output == "Once\n")
            #expect(try scene.simulator.stats().writes == 1)
        }

        /// A floor of a location has no field that it could be looked for by.
        private static let floor = """
            local location = webex.workspace_location.list()[1]
            local floor = webex.workspace_floor.create(location.id, { floorNumber = 3, displayName = "Third" })
            print("made")
            """

        @Test(
            "a create that cannot be looked for ends with 7 and names the way out, until a person has said what happened"
        )
        func undecided() async throws {
            let scene = try await Scene(Self.floor)
            try scene.simulator.fail("reset:times=1:match=^POST .*floors")
            let first = try await scene.run()
            #expect(first.exitCode == 7, "\(first.errors)")
            let id = try scene.id(of: first)
            for _ in 0..<2 {
                let again = try await scene.resume()
                #expect(again.exitCode == 7, "\(again.errors)")
                #expect(again.errors.contains("patchbay runs settle \(id)"), "\(again.errors)")
            }
            #expect(try scene.simulator.stats().count("workspace_floor.create") == 1)
            let number = try #require(try await scene.resume().errors.firstMatch(of: /change (\d+),/)?.1)
            let settled = try await scene.place.patchbay("runs settle \(id) --happened \(number) --id floor-3")
            #expect(settled.exitCode == 0, "\(settled.errors)")
            let last = try await scene.resume()
            #expect(last.exitCode == 0, "\(last.errors)")
            #expect(try scene.simulator.stats().count("workspace_floor.create") == 1)
        }

        @Test("what a person says did not happen is sent")
        func settledNot() async throws {
            let scene = try await Scene(Self.floor)
            try scene.simulator.fail("reset:times=1:when=before:match=^POST .*floors")
            let id = try scene.id(of: try await scene.run())
            let number = try #require(try await scene.resume().errors.firstMatch(of: /change (\d+),/)?.1)
            let settled = try await scene.place.patchbay("runs settle \(id) --not-happened \(number)")
            #expect(settled.exitCode == 0, "\(settled.errors)")
            let last = try await scene.resume()
            #expect(last.exitCode == 0, "\(last.errors)")
            #expect(last.output == "made\n")
            #expect(try scene.simulator.stats().count("workspace_floor.create") == 2)
        }

        @Test("a delete is sent again, and that nothing is there any more is its success")
        func deleted() async throws {
            let scene = try await Scene(
                """
                local number = cc.contact_number.create { number = "123" }
                cc.contact_number.delete(number.id)
                print("gone")
                """
            )
            try scene.simulator.fail("stall:times=1:match=^DELETE")
            try await scene.killUnanswered("run --profile demo --allow-deletes change.lua", writes: 2)
            let second = try await scene.resume()
            #expect(second.exitCode == 0, "\(second.errors)")
            #expect(second.output == "gone\n")
            let stats = try scene.simulator.stats()
            #expect(stats.writes == 2 && stats.count("contact_number.delete") == 2)
            #expect(stats.count("contact_number.create") == 1)
        }

        @Test("a change that is in doubt twice is sent a third time, and what was done before it is not")
        func twice() async throws {
            let scene = try await Scene(
                """
                cc.contact_number.create { number = "123" }
                cc.user.patch(cc.user.list()[1].id, { mobile = "+1" })
                print("changed")
                """
            )
            try scene.simulator.fail("stall:times=2:match=^PATCH")
            try await scene.killUnanswered("run --profile demo change.lua", writes: 2)
            try await scene.killUnanswered("resume last", writes: 3)
            let third = try await scene.resume()
            #expect(third.exitCode == 0, "\(third.errors)")
            #expect(third.output == "changed\n")
            let stats = try scene.simulator.stats()
            #expect(stats.count("contact_number.create") == 1 && stats.count("user.patch") == 3)
        }
    }
}
