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
            #expect(lines.count >= (words.hasPrefix("user") ? 30 : 2), "\(lines.count)")
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

        @Test("--curl has the organisation's header, and a parameter whose name is an option of ours")
        func curlHeaders() async throws {
            let place = try Place()
            let action = try await place.patchbay("api call agent_burnout.record_action --curl --field agentId=7")
            #expect(action.output.contains(#"--header "X-ORGANIZATION-ID: $ORG""#), "\(action.output)")
            let flow = try await place.patchbay("api call flow.export 1 2 --curl --parameter version=3")
            #expect(flow.output.contains("/flows/2:export?version=3\""), "\(flow.errors)")
            let get = try await place.patchbay("api call recording.get 1 --curl --timezone Europe/Berlin")
            #expect(get.output.contains("--header 'timezone: Europe/Berlin'") && !get.output.contains("?"))
        }

        @Test("--curl has a variable of the shell in the place of a stored secret")
        func curlSecret() async throws {
            let place = try Place()
            let command = try await place.patchbay(
                "api call service_app.create_token 1 --curl --field clientId=a --field targetOrgId=b",
                "--field",
                "clientSecret=my-app"
            )
            #expect(
                command.output.contains(#""clientSecret":"'"$SECRET_MY_APP"'""#),
                "\(command.output) \(command.errors)"
            )
            let printed = command.output.replacing("curl ", with: "printf '%s ' ")
            let words = try await place.shell("SECRET_MY_APP=sesame; \(printed)")
            #expect(words.output.contains(#""clientSecret":"sesame""#), "\(words.errors)")
        }

        @Test("the curl command of a form sends what the call sends, and opens no file but the one that is named")
        func curlForm() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--users 3")
            try place.folder.write("work/a;b.wav", "RIFF0000WAVE")
            let info = #"{"name":"hello","contentType":"AUDIO_WAV","description":"a;b, \"c\" \\ 'd'"}"#
            let command = try await place.patchbay(
                "api call audio_file.create --profile demo --curl",
                "--field",
                "audioFile=@a;b.wav",
                "--field",
                "audioFileInfo:=\(info)"
            )
            #expect(command.exitCode == 0, "\(command.errors)")
            let token = simulator.ready["access_token"]?.string ?? "", org = simulator.ready["org_id"]?.string ?? ""
            let sent = try await place.shell(
                "TOKEN=\(token) ORG=\(org); \(command.output.replacing("curl ", with: "curl -s "))"
            )
            let answer = try JSONValue(parsing: Array(sent.output.utf8))
            #expect(answer["description"] == #"a;b, "c" \ 'd'"#, "\(command.output) \(sent.output)")
            let text = try await place.patchbay(
                "api call audio_file.create --curl --field audioFile=@a.wav",
                "--field",
                "audioFileInfo:=\(info)",
                "--field",
                "remark=@/etc/passwd"
            )
            #expect(text.output.contains(#"'remark="\"@/etc/passwd\"";type=application/json'"#), "\(text.output)")
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
