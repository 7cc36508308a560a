import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Traces") struct TraceTests {
        private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        private static var sent: Regex<Substring> { /patchbay_4bf92f35-77b3-4da6-a3ce-929d0e0e4736_[0-9a-f]{16}/ }

        /// A place whose profile leads to a server that answers every request with an empty list, or fails.
        private func bench(_ answer: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Reply) throws -> (
            Place, ScriptedServer
        ) {
            var place = try Place()
            let server = try ScriptedServer(answer)
            place.environment["PATCHBAY_API_URL"] = server.url
            place.environment["PATCHBAY_AUTH_URL"] = server.url
            place.environment["PATCHBAY_ACCESS_TOKEN"] = "ZmVyeSBzZWNyZXQgdG9rZW4_abc_org"
            try place.script("s.lua", #"for _ = 1, 2 do require("cc").site.get("s-1") end"#)
            return (place, server)
        }

        @Test func `the trace of the environment names every request, and stays the run's when it goes on`()
            async throws
        {
            var (place, server) = try bench { request in request.index < 1 ? .init(200, "{}") : .init(404, "{}") }
            defer { server.stop() }
            place.environment["TRACEPARENT"] = "00-\(Self.trace)-00f067aa0ba902b7-01"
            let run = try await place.patchbay("run s.lua")
            #expect(run.exitCode == 1, "\(run.errors)")
            place.environment["TRACEPARENT"] = "00-11111111111111111111111111111111-00f067aa0ba902b7-01"
            let resumed = try await place.patchbay("resume last")
            #expect(resumed.exitCode == 1, "\(resumed.errors)")
            let ids = server.requests.compactMap { $0.headers["trackingid"] }
            #expect(ids.count >= 3 && ids.count == server.requests.count && Set(ids).count == ids.count)
            for id in ids { #expect(id.wholeMatch(of: Self.sent) != nil, "\(id)") }
            let json = try await place.patchbay("runs show last --json")
            #expect(try JSONValue(parsing: json.outputBytes)["trace"] == .string(Self.trace), "\(json.errors)")
            #expect(try await place.patchbay("runs show last").output.contains(Self.trace))
        }

        @Test(
            arguments: [
                nil, "", "00-\(trace)-00f067aa0ba902b7", "ff-\(trace)-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "00-\(trace)-0000000000000000-01",
                "00-\(trace.uppercased())-00f067aa0ba902b7-01", "00-\(trace)-00f067aa0ba902b7-01-more",
                "nonsense",
            ] as [String?]
        )
        func `without a trace that is one a run has its own`(parent: String?) async throws {
            var (place, server) = try bench { _ in .init(200, "{}") }
            defer { server.stop() }
            place.environment["TRACEPARENT"] = parent
            let run = try await place.patchbay("run s.lua")
            #expect(run.exitCode == 0, "\(run.errors)")
            let traces = Set(server.requests.compactMap { $0.headers["trackingid"]?.dropFirst(9).prefix(36) })
            let trace = String(try #require(traces.first)).replacing("-", with: "")
            #expect(traces.count == 1 && trace != Self.trace, "\(traces)")
            let json = try await place.patchbay("runs show last --json")
            #expect(try JSONValue(parsing: json.outputBytes)["trace"] == .string(trace))
        }
    }
}
