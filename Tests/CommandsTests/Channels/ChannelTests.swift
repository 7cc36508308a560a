import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Channels") struct ChannelTests {
        @Test func `the list says where each leads to, and shows nothing that lets in`() async throws {
            let bench = try ChannelBench(
                """
                  ops:  { webex: ops@example.com, profile: acme }
                  hook: { webhook: https://hooks.example.com/services/T0PSECRET }
                  mail: { email: [a@example.com, b@example.com], from: p@example.com }
                """
            )
            let list = try await bench.place.patchbay("channel list")
            #expect(list.exitCode == 0, "\(list.errors)")
            for part in [
                "ops@example.com, as profile acme", "https://hooks.example.com\n",
                "a@example.com, b@example.com, by /usr/sbin/sendmail",
            ] {
                #expect(list.output.contains(part), "\(part) in \(list.output)")
            }
            let json = try await bench.place.patchbay("channel list --json")
            let entries = try JSONValue(parsing: json.outputBytes).array ?? []
            #expect(entries.map { $0["name"] } == ["ops", "hook", "mail"])
            #expect(entries.map { $0["kind"] } == ["webex", "webhook", "email"])
            #expect(!(list.output + json.output).contains("T0PSECRET"))
        }

        @Test func `without a channel, and for one that is not there, the way out is told`() async throws {
            let place = try Place()
            let list = try await place.patchbay("channel list")
            #expect(list.exitCode == 0 && list.output.isEmpty && list.errors.contains("channels: in "))
            let test = try await place.patchbay("channel test ops")
            #expect(test.exitCode == 2)
            #expect(
                test.errors.contains("there is no channel 'ops'; write it under channels: in config.yaml"),
                "\(test.errors)"
            )
        }

        @Test func `a webhook is posted JSON that says what its fields mean`() async throws {
            let server = try ScriptedServer { _ in .init(204) }
            defer { server.stop() }
            let bench = try ChannelBench("  hook: { webhook: '\(server.url)/in?key=1' }\n")
            let outcome = try await bench.test("hook")
            #expect(outcome.exitCode == 0 && outcome.output.isEmpty, "\(outcome.errors)")
            #expect(outcome.errors.contains("sent a test to \(server.url)\n"))
            let request = try #require(server.requests.first)
            #expect(request.method == "POST" && request.target == "/in?key=1" && server.requests.count == 1)
            #expect(request.headers["content-type"] == "application/json")
            let body = try JSONValue(parsing: request.body)
            #expect(body["schema_version"] == 1 && body["source"] == "patchbay" && body["channel"] == "hook")
            #expect(body["subject"] == "[test] channel hook works" && body["fields"]?["kind"] == "test")
        }

        @Test func `the address in a secret is used and never shown, whatever the receiver says`() async throws {
            let server = try ScriptedServer { request in .init(404, "no such hook: \(request.target)\n\u{1B}[31m") }
            defer { server.stop() }
            let bench = try ChannelBench("  hid: { webhook_secret: hook-address }\n")
            let missing = try await bench.test("hid")
            #expect(
                missing.exitCode == 2 && missing.errors.contains("there is no secret 'hook-address'"),
                "\(missing.errors)"
            )
            try await bench.secret("hook-address", server.url + "/services/T0PSECRET")
            let outcome = try await bench.test("hid")
            #expect(outcome.exitCode == 1)
            #expect(
                outcome.errors.contains("channel hid: \(server.url) answered 404: no such hook: "),
                "\(outcome.errors)"
            )
            #expect(!outcome.errors.contains("T0PSECRET") && !outcome.errors.contains("\u{1B}"))
            #expect(server.requests.first?.target == "/services/T0PSECRET")
        }

        @Test func `a secret that is no safe address is refused without being shown`() async throws {
            let bench = try ChannelBench("  hid: { webhook_secret: hook-address }\n")
            try await bench.secret("hook-address", "http://hooks.example.com/T0PSECRET")
            let outcome = try await bench.test("hid")
            #expect(outcome.exitCode == 2 && outcome.errors.contains("secret hook-address"), "\(outcome.errors)")
            #expect(!outcome.errors.contains("T0PSECRET") && !outcome.errors.contains("hooks.example.com"))
        }

        @Test func `nothing is sent to where a webhook redirects, and one that is not there is told`() async throws {
            let other = try ScriptedServer { _ in .init(200) }
            defer { other.stop() }
            let server = try ScriptedServer { _ in .init(307, headers: [("Location", other.url)]) }
            let bench = try ChannelBench("  hook: { webhook: '\(server.url)/x' }\n")
            let moved = try await bench.test("hook")
            #expect(
                moved.exitCode == 1 && moved.errors.contains("answered 307") && other.requests.isEmpty,
                "\(moved.errors)"
            )
            server.stop()
            let gone = try await bench.test("hook")
            #expect(gone.exitCode == 1 && gone.errors.contains("could not connect to \(server.url) "), "\(gone.errors)")
        }
    }
}
