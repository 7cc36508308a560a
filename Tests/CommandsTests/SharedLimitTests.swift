import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("The rate limit")
    struct SharedLimitTests {
        /// Makes `calls` calls, sixteen at a time.
        private static func script(calls: Int) -> String {
            """
            local async, cc = require "async", require "cc"
            local numbers = {}
            for i = 1, \(calls) do numbers[i] = i end
            async.each(numbers, function() cc.task.list({ from = 1, to = 2 }) end)
            """
        }

        @Test("two processes share it: the service never has to refuse, and no call is lost")
        func shared() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 5 --rate-limit 100")
            try place.script("calls.lua", Self.script(calls: 40))
            async let one = place.patchbay("run --profile demo calls.lua")
            async let other = place.patchbay("run --profile demo calls.lua")
            let outcomes = try await [one, other]
            #expect(outcomes.allSatisfy { $0.exitCode == 0 }, "\(outcomes.map(\.errors))")
            let stats = try simulator.stats()
            #expect(stats.refused == 0)
            #expect(stats.limited == 80)
        }

        @Test("what is over it waits, whichever process asks")
        func over() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 5 --rate-limit 30")
            try place.script("calls.lua", Self.script(calls: 20))
            // Forty calls where thirty are allowed a minute: the last of them must be waiting when time is up.
            async let one = place.patchbay("run --profile demo --timeout 6s calls.lua")
            async let other = place.patchbay("run --profile demo --timeout 6s calls.lua")
            let codes = Set(try await [one, other].map(\.exitCode))
            #expect(codes.contains(5) && codes.isSubset(of: [0, 5]), "\(codes)")
            let stats = try simulator.stats()
            #expect(stats.refused == 0)
            #expect(stats.limited <= 30 && stats.limited >= 20, "\(stats.limited)")
        }

        @Test("a Retry-After is waited for, and then the call is made again")
        func retryAfter() async throws {
            let server = try ScriptedServer { request in
                request.index == 0
                    ? .init(429, "{}", headers: [("Retry-After", "2")])
                    : .init(200, #"{"data": []}"#, headers: [("Content-Type", "application/json")])
            }
            defer { server.stop() }
            let outcome = try await place(for: server).patchbay("run calls.lua")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.milliseconds >= 2000)
            #expect(server.requests.count == 2)
            #expect(outcome.errors.contains("1 tried again"))
        }

        @Test("a Retry-After longer than --max-wait is an error that names both")
        func tooLong() async throws {
            let server = try ScriptedServer { _ in .init(429, "{}", headers: [("Retry-After", "100")]) }
            defer { server.stop() }
            let outcome = try await place(for: server).patchbay("run --max-wait 5s calls.lua", allowed: 20)
            #expect(outcome.exitCode == 6, "\(outcome.errors)")
            #expect(outcome.errors.contains("--max-wait"), "\(outcome.errors)")
            #expect(server.requests.count == 1)
        }

        @Test("an error of the service is told with status, tracking id and operation")
        func serviceError() async throws {
            let server = try ScriptedServer { _ in
                .init(400, #"{"error": {"message": [{"description": "from is too early"}]}, "trackingId": "t-1"}"#)
            }
            defer { server.stop() }
            let outcome = try await place(for: server).patchbay("run calls.lua", allowed: 20)
            #expect(outcome.exitCode == 1, "\(outcome.errors)")
            for part in ["task.list", "400", "from is too early"] { #expect(outcome.errors.contains(part)) }
            #expect(outcome.errors.contains("tracking"))
        }

        /// A place whose environment names the server, with a script that makes one call.
        private func place(for server: ScriptedServer) throws -> Place {
            var place = try Place()
            place.environment["PATCHBAY_API_URL"] = server.url
            place.environment["PATCHBAY_AUTH_URL"] = server.url
            place.environment["PATCHBAY_ACCESS_TOKEN"] = "token_x_org"
            try place.script("calls.lua", Self.script(calls: 1))
            return place
        }
    }
}
