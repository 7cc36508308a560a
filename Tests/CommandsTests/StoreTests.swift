import TestSupport
import Testing

extension CommandSuite {
    @Suite("Values that scripts store")
    struct StoreTests {
        private static let show = """
            local store = require "store"
            print(store.get("count"))
            """

        @Test("two processes that update one value at once lose no update")
        func twoProcesses() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 1")
            defer { withExtendedLifetime(simulator) {} }
            let counter = """
                local store, run = require "store", require "run"
                local args = run.args { { "--times", "integer", required = true } }
                for _ = 1, args.times do store.update("count", function(n) return (n or 0) + 1 end) end
                print(store.get("count"))
                """
            try place.script("counter.lua", counter)
            async let one = place.patchbay("run --profile demo counter.lua --times 200")
            async let other = place.patchbay("run --profile demo counter.lua --times 200")
            for outcome in [try await one, try await other] { #expect(outcome.exitCode == 0, "\(outcome.errors)") }
            let last = try await place.patchbay("run --profile demo counter.lua --times 0")
            #expect(last.output == "400\n", "\(last.errors)")
        }

        @Test("values are of one script and one profile; a simulator's end with the run")
        func whose() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 1")
            defer { withExtendedLifetime(simulator) {} }
            let set = "require('store').update('count', function(n) return (n or 0) + 1 end)\n"
            try place.script("a.lua", set + Self.show)
            try place.script("b.lua", Self.show)
            for (line, expected) in [
                ("--profile demo a.lua", "1"), ("--profile demo a.lua", "2"), ("--profile demo b.lua", "nil"),
                ("--simulator --tasks 1 a.lua", "1"), ("--simulator --tasks 1 a.lua", "1"),
                ("--profile demo \(place.work)/a.lua", "3"),
            ] {
                let outcome = try await place.patchbay("run \(line)")
                #expect(outcome.output == expected + "\n", "\(line): \(outcome.errors)")
            }
        }

        @Test("a run that goes on does not change a value twice, and gives what was answered then")
        func resumed() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 1")
            defer { withExtendedLifetime(simulator) {} }
            let script = """
                local store, run, fs = require "store", require "run", require "fs"
                local counted = store.update("count", function(n) return (n or 0) + 1 end)
                local again = store.update("count", function(n) return n + 10 end)
                local first = store.take("job")
                if not first then
                    store.set("job", "left")
                    first = store.take("job")
                end
                store.set("last", { counted = counted })
                print(counted, again, first, store.get("count"))
                if not fs.exists("go-on") then error "not yet" end
                store.update("count", function(n) return n + 100 end)
                print(store.get("count"), store.get("last").counted, store.get("job"))
                """
            try place.script("s.lua", script)
            let first = try await place.patchbay("run --profile demo s.lua")
            #expect(first.exitCode == 1, "\(first.errors)")
            #expect(first.output == "1\t11\tleft\t11\n")
            try place.script("go-on", "")
            let second = try await place.patchbay("resume last")
            #expect(second.exitCode == 0, "\(second.errors)")
            #expect(second.output == "1\t11\tleft\t11\n111\t1\tnil\n")
        }
    }
}
