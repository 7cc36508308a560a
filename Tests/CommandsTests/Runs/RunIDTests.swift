import TestSupport
import Testing

extension CommandSuite {
    @Suite("Runs whose id is given")
    struct RunIDTests {
        private static let id = "20261121-205936-rgtv"

        @Test("a run has the id that it is given, and a second one of that id does nothing")
        func once() async throws {
            let history = try RunHistory()
            try history.place.script("s.lua", "print('ran')")
            let line = "run --simulator --tasks 1 --users 3 --run-id \(Self.id) s.lua"
            let first = try await history.place.patchbay(line)
            #expect(first.exitCode == 0 && first.output == "ran\n", "\(first.errors)")
            #expect(try RunHistory.id(first) == Self.id)
            let second = try await history.place.patchbay(line)
            #expect(second.exitCode == 2 && second.output.isEmpty, "\(second.output)")
            #expect(second.errors.contains("there is a run \(Self.id) already"), "\(second.errors)")
            #expect(try await history.ids() == [Self.id])
        }

        @Test("a plugin's command takes it too, among its own words")
        func command() async throws {
            let plugins = try PluginPlace()
            try await plugins.install("parrot", PluginPlace.echo)
            let outcome = try await plugins.place.patchbay("parrot echo hello --run-id \(Self.id) --simulator")
            #expect(outcome.exitCode == 0 && outcome.output.hasPrefix("hello\t"), "\(outcome.errors)")
            #expect(try RunHistory.id(outcome) == Self.id)
        }

        @Test("what is no id is refused, and no help speaks of it")
        func refused() async throws {
            let place = try Place()
            try place.script("s.lua", "print('ran')")
            let outcome = try await place.patchbay("run --simulator --run-id ../x s.lua")
            #expect(outcome.exitCode == 2 && outcome.output.isEmpty)
            #expect(outcome.errors.contains("'../x' is no id of a run"), "\(outcome.errors)")
            #expect(try await !place.patchbay("run --help").output.contains("run-id"))
        }
    }
}
