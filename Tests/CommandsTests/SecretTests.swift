import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Secrets")
    struct SecretTests {
        /// Everything that runs wrote: their streams, and all files, sealed ones too.
        private func everything(_ place: Place, _ outcomes: [ProgramRun.Outcome]) -> [(name: String, text: String)] {
            let files = place.folder.files().map { ($0, place.folder.text($0) ?? "") }
            return files + outcomes.flatMap { [("standard output", $0.output), ("standard error", $0.errors)] }
        }

        @Test("no token and no signed address is in any output or file, whether runs go well or badly")
        func nowhere() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 20 --recording-seconds 1")
            try place.script(
                "curious.lua",
                """
                local recordings, json, cc = require "recordings", require "json", require "cc"
                local since = require("time").now() - 8 * 86400000
                for name, value in pairs(require "run") do print(name, value) end
                print(pcall(cc.task.list, { from = 1, to = 2, orgId = "another" }))
                print(pcall(cc.task.list, { nonsense = 1 }))
                for capture in recordings.captures(recordings.tasks { from = since }) do
                    print(json.encode(recordings.metadata(capture)))
                end
                """
            )
            var outcomes = [try await place.export("--transcripts --consult")]
            outcomes.append(try await place.patchbay("run --profile demo curious.lua"))
            outcomes.append(try await place.patchbay("profile show demo --json"))
            try simulator.revoke()
            outcomes.append(try await place.export(out: "other"))
            #expect(outcomes.map(\.exitCode) == [0, 0, 0, 3], "\(outcomes.map(\.errors))")
            #expect(simulator.secrets.count == 3)
            for (name, text) in everything(place, outcomes) {
                for secret in simulator.secrets { #expect(!text.contains(secret), "a secret is in \(name)") }
            }
            for (name, text) in everything(place, outcomes) where !name.hasSuffix(".wav") {
                #expect(!text.contains("/media/"), "a signed address is in \(name)")
            }
        }

        @Test("a token of the environment reaches neither output nor disk")
        func environment() async throws {
            var place = try Place()
            let server = try ScriptedServer { request in
                // A service that repeats what it was sent, as some do in their errors.
                .init(401, #"{"error": "bad token \#(request.headers["authorization"] ?? "")"}"#)
            }
            defer { server.stop() }
            place.environment["PATCHBAY_API_URL"] = server.url
            place.environment["PATCHBAY_AUTH_URL"] = server.url
            place.environment["PATCHBAY_ACCESS_TOKEN"] = "ZmVyeSBzZWNyZXQgdG9rZW4_abc_org"
            let outcome = try await place.patchbay("run examples/tasks-by-queue.lua", allowed: 20)
            #expect(outcome.exitCode == 3, "\(outcome.errors)")
            #expect(server.requests.first?.headers["authorization"]?.contains("ZmVyeSBz") ?? false)
            for (name, text) in everything(place, [outcome]) {
                #expect(!text.contains("ZmVyeSBz"), "the token is in \(name): \(text)")
            }
        }

        @Test("the bearer token is not sent to the host of a signed address")
        func downloads() async throws {
            let media = try ScriptedServer { _ in .init(200, "RIFF....") }
            defer { media.stop() }
            let task = "11111111-2222-4333-8444-555555555555"
            let server = try ScriptedServer { request in
                if request.path.hasSuffix("/tasks") {
                    let first = request.target.contains("from=1000&") || !request.target.contains("from=2000")
                    let item =
                        #"{"id": "\#(task)", "attributes": {"createdTime": 2000, "lastUpdatedTime": 3000, "#
                        + #""captureRequested": true, "channelType": "telephony"}}"#
                    return .init(200, #"{"data": [\#(first ? item : "")]}"#)
                }
                let recording =
                    #"{"id": "c1", "segment": false, "attributes": {"filePath": "\#(media.url)/x?signature=s", "#
                    + #""fileName": "a.wav", "startTime": 2000, "stopTime": 3000, "callType": "main"}}"#
                return .init(200, #"{"data": [{"taskId": "\#(task)", "recording": [\#(recording)]}]}"#)
            }
            defer { server.stop() }
            var place = try Place()
            place.environment["PATCHBAY_API_URL"] = server.url
            place.environment["PATCHBAY_AUTH_URL"] = server.url
            place.environment["PATCHBAY_ACCESS_TOKEN"] = "token_x_org"
            let outcome = try await place.patchbay(
                "run examples/export-recordings.lua --from 1970-01-01T00:00:01Z --to 1970-01-01T00:00:05Z",
                allowed: 20
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(media.requests.count == 1, "\(outcome.errors)")
            #expect(media.requests.allSatisfy { $0.headers["authorization"] == nil })
            #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Bearer token_x_org" })
        }
    }
}
