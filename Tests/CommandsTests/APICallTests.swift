import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay api call")
    struct APICallTests {
        @Test("makes a call with parameters as options, and prints the answer as it came")
        func list() async throws {
            let outcome = try await Place().patchbay("api call user.list --simulator --page 0 --pageSize=3 --json")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let answer = try JSONValue(parsing: Array(outcome.output.utf8))
            #expect(answer["data"]?.array?.count == 3 && answer["meta"] != nil)
            #expect(outcome.output.split(separator: "\n").count == 1)
        }

        @Test("ids stand by position, and fields of the body are options")
        func change() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--users 3")
            defer { withExtendedLifetime(simulator) {} }
            let filter = #"email=="agent00001@example.com""#
            let found = try await place.patchbay("api call user.list --profile demo --filter", filter)
            let user = try JSONValue(parsing: Array(found.output.utf8))["data"]?[0]
            let id = try #require(user?["id"]?.string)
            let changed = try await place.patchbay("api call user.patch \(id) --profile demo --field workPhone=0123")
            #expect(changed.exitCode == 0, "\(changed.errors)")
            let read = try await place.patchbay("api call user.get \(id) --profile demo")
            #expect(try JSONValue(parsing: Array(read.output.utf8))["workPhone"] == "0123", "\(read.output)")
            let refused = try await place.patchbay(
                "api call user.patch \(id) --profile demo --read-only --body",
                #"{"mobile":"1"}"#
            )
            #expect(refused.exitCode == 3 && refused.errors.contains("--read-only"), "\(refused.errors)")
        }

        @Test(
            "--paginate prints every object of all pages on a line of its own",
            arguments: ["user.list --pageSize 7", "team.list"]
        )
        func paginate(words: String) async throws {
            let outcome = try await Place().patchbay("api call \(words) --simulator --users 30 --paginate")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let lines = outcome.output.split(separator: "\n")
            let ids = try lines.map { try JSONValue(parsing: Array($0.utf8))["id"]?.string }
            #expect(Set(ids).count == lines.count && !ids.contains(nil))
            #expect(words.hasPrefix("team") || lines.count >= 30, "\(lines.count)")
        }

        @Test(
            "what is wrong is told before anything is sent, and ends with 2",
            arguments: [
                ("user.list --filtr x", "filter"), ("user.get", "id"), ("user.list --page x", "integer"),
                ("user.lst", "user.list"), ("user.patch a --workPhone 1", "--field workPhone"),
                ("team.list --paginat", "paginate"),
                ("user.patch a --field workPhone", "name=value"), ("user.patch a --body {", "JSON"),
            ]
        )
        func wrong(words: String, meant: String) async throws {
            let outcome = try await Place().patchbay("api call \(words) --simulator")
            #expect(outcome.exitCode == 2 && outcome.output.isEmpty, "\(outcome.exitCode)")
            #expect(outcome.errors.contains(meant), "\(outcome.errors)")
        }

        @Test("a delete needs --allow-deletes")
        func delete() async throws {
            let outcome = try await Place().patchbay("api call team.delete 1 --simulator")
            #expect(outcome.exitCode == 3 && outcome.errors.contains("--allow-deletes"), "\(outcome.errors)")
        }

        @Test("--curl prints the request without the token, sends nothing and needs no profile")
        func curl() async throws {
            let place = try Place()
            let get = try await place.patchbay("api call user.list --curl --filter", #"email=="a b""#)
            #expect(get.exitCode == 0, "\(get.errors)")
            #expect(get.output.contains("/organization/$ORG/v2/user?filter=email%3D%3D%22a%20b%22\""), "\(get.output)")
            #expect(get.output.contains("Bearer $TOKEN") && get.output.contains("https://api.wxcc-us1.cisco.com"))
            let patch = try await place.patchbay("api call user.patch 7 --curl --field", "lastName=O'Neill")
            #expect(
                patch.output.contains("--request PATCH") && patch.output.contains(#"O'\''Neill"#),
                "\(patch.output)"
            )
        }

        @Test("the curl command of a call is answered as the call is")
        func curlAnswer() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--users 3")
            let command = try await place.patchbay("api call user.list --profile demo --curl --page 0 --pageSize 2")
            let token = simulator.ready["access_token"]?.string ?? "", org = simulator.ready["org_id"]?.string ?? ""
            let answer = try await place.shell(
                "TOKEN=\(token) ORG=\(org); \(command.output.replacing("curl ", with: "curl -s "))"
            )
            let called = try await place.patchbay("api call user.list --profile demo --page 0 --pageSize 2")
            #expect(answer.output == called.output.dropLast() && !answer.output.isEmpty, "\(answer.errors)")
        }
    }
}
