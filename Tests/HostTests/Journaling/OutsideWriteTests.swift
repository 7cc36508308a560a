import JSON
import Journal
import TestSupport
import Testing
import Webex
import Wire

@testable import Host

@Suite("Requests to other hosts in the journal")
struct OutsideWriteTests {
    /// Scripts that talk to a scripted server, attempt by attempt.
    private struct Bench {
        let changes: ChangeBench
        let server: ScriptedServer
        private let redaction = Redaction()
        private let secrets: GrantedSecrets
        private let web = OutsideWeb(
            profile: Profile(name: "test", apiURL: "https://127.0.0.1", authURL: "https://127.0.0.1")
        )

        init(_ handler: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Reply) async throws {
            changes = try await ChangeBench()
            server = try ScriptedServer(handler)
            let store = try Vault(in: changes.folder, redaction: redaction).secrets
            for name in ["hook", "other"] {
                try await store.set(name, to: "canary-\(name)-0123456789012345678901234567")
            }
            secrets = GrantedSecrets(store)
            secrets.grant(["hook", "other"])
        }

        /// Sends a request; `path` is behind the server's address, a text or parts.
        @discardableResult
        func send(
            _ method: String = "POST",
            _ path: [JSONValue] = ["/hook"],
            headers: JSONObject = [:],
            _ body: String = ""
        ) async throws -> (head: JSONValue, body: String) {
            let effects = HTTPEffects(
                web: web,
                hosts: [try #require(HostGrant("127.0.0.1"))],
                plugin: nil,
                secrets: secrets,
                redaction: redaction,
                journal: changes.journal,
                planner: nil
            )
            let url =
                path.count == 1
                ? JSONValue.string(server.url + (path[0].string ?? "")) : .array([.string(server.url)] + path)
            let answer = try await effects.send(
                ["method": .string(method), "url": url, "headers": .object(headers)],
                Array(body.utf8)
            )
            guard case .bytes(let bytes) = answer.body else { return (try JSONValue(parsing: answer.head), "") }
            return (try JSONValue(parsing: answer.head), String(decoding: bytes, as: UTF8.self))
        }

        /// All that was entered of writes and what came of them.
        func entered() async throws -> (writes: [JournalEntry.Write], text: String) {
            try await changes.journal.writer.settle()
            var writes: [JournalEntry.Write] = []
            var text = ""
            for number in 1...20 as ClosedRange<Int64> {
                for kind in [EntryKind.write, .outcome] {
                    guard let event = try await changes.store.entry(number, kind, of: "bench")?.event else { continue }
                    if case .write(let write) = event { writes.append(write) }
                    text += "\(event)\n"
                }
            }
            return (writes, text)
        }
    }

    @Test(
        "what the status says decides whether it is in doubt, as with the service",
        arguments: [
            (400, JournalEntry.Outcome.State.refused), (408, .doubtful), (429, .refused), (500, .doubtful),
            (502, .doubtful), (503, .refused),
        ]
    )
    func statuses(status: Int, state: JournalEntry.Outcome.State) async throws {
        let bench = try await Bench { .init($0.index == 0 ? status : 200) }
        await #expect(throws: WebexError.self) { try await bench.send() }
        #expect(try await bench.changes.states() == [state])
        try await bench.changes.nextAttempt()
        if state == .doubtful {
            await #expect(throws: UndecidedWrite.self) { try await bench.send() }
        } else {
            try await bench.send()
        }
        #expect(bench.server.requests.count == (state == .doubtful ? 1 : 2))
    }

    @Test("it is known by its whole address, its headers and its bytes; what differs in any of them is sent")
    func identity() async throws {
        let bench = try await Bench { _ in .init(200) }
        let requests: [(String, [JSONValue], JSONObject, String)] = [
            ("POST", ["/hook/one"], [:], "text"), ("POST", ["/hook/two"], [:], "text"),
            ("POST", ["/hook/one?n=1"], [:], "text"), ("POST", ["/hook/one?n=2"], [:], "text"),
            ("PUT", ["/hook/one"], [:], "text"), ("POST", ["/hook/one"], [:], "other"),
            ("POST", ["/hook/one"], [:], "a\u{0}b"), ("POST", ["/hook/one"], [:], "a\u{0}c"),
            ("POST", ["/hook/one"], ["X-Key": "1"], "text"), ("POST", ["/hook/one"], ["X-Key": "2"], "text"),
            ("POST", ["/hook/one"], ["X-Other": "1"], "text"),
            ("POST", ["/hook/one"], ["X-Key": [["secret": "hook"]]], "text"),
            ("POST", ["/hook/one"], ["X-Key": [["secret": "other"]]], "text"),
            ("POST", ["/hook/", ["secret": "hook"]], [:], "text"),
            ("POST", ["/hook/", ["secret": "other"]], [:], "text"),
            ("POST", ["/hook/one"], [:], #"{"password":"one"}"#), ("POST", ["/hook/one"], [:], #"{"password":"two"}"#),
        ]
        for (method, path, headers, body) in requests {
            try await bench.send(method, path, headers: headers, body)
        }
        try await bench.changes.nextAttempt()
        for (method, path, headers, body) in requests {
            try await bench.send(method, path, headers: headers, body)
        }
        #expect(bench.server.requests.count == requests.count)
        let headers: JSONObject = ["X-One": "1", "x-two": "2"]
        try await bench.send(headers: headers)
        try await bench.changes.nextAttempt()
        try await bench.send(headers: ["X-TWO": "2", "x-one": "1"])
        #expect(bench.server.requests.count == requests.count + 1)
    }

    @Test("the journal shows host and beginning of an address, the names of stored secrets, and no secret of a body")
    func shown() async throws {
        let bench = try await Bench { _ in .init(200) }
        let token = "T0KEN-of-the-script-itself-1234567890"
        try await bench.send(
            "POST",
            ["/services/\(token)/x?key=\(token)"],
            #"{"client_secret":"\#(token)","text":"hi"}"#
        )
        try await bench.send("POST", ["/\(token)/x"], "grant_type=client_credentials&client_secret=\(token)")
        try await bench.send(
            "POST",
            ["/", ["secret": "hook"], "/x"],
            headers: ["Authorization": .string("Bearer " + token)]
        )
        try await bench.send("POST", ["/bot12:\(token)"], "canary-hook-0123456789012345678901234567 is a secret")
        let (writes, text) = try await bench.entered()
        let host = bench.server.url
        #expect(writes.map(\.target) == [host + "/services/…", host + "/…", host + "/{hook}/…", host + "/…"])
        #expect(writes[0].body == #"{"client_secret":"(secret)","text":"hi"}"#)
        #expect(writes[1].body == #""grant_type=client_credentials&client_secret=(secret)""#)
        #expect(!text.contains(token) && !text.contains("canary"), "\(text)")
        #expect(bench.server.requests.contains { $0.target.contains("canary-hook") })
    }

    @Test("of an answer all is kept but cookies and tokens, which a later attempt does not get")
    func kept() async throws {
        let token = "t0ken-of-theirs-1234567890"
        let body = #"{ "id": 9007199254740993, "access_token": "\#(token)", "list": [1.0] }"#
        let bench = try await Bench {
            .init(
                $0.index == 0 ? 201 : 200,
                $0.index == 0 ? body : "{ \"id\" : 1.0 }",
                headers: [
                    ("Set-Cookie", "s=\(token)"), ("X-Mine", "yes"),
                ]
            )
        }
        let first = try await bench.send()
        #expect(first.body == body && first.head["headers"]?["set-cookie"]?.string == "s=\(token)")
        try await bench.send("PUT")
        #expect(try await !bench.entered().text.contains(token))
        try await bench.changes.nextAttempt()
        let again = try await bench.send()
        #expect(again.head["status"] == 201 && again.head["headers"]?["x-mine"] == "yes")
        #expect(again.head["headers"]?["set-cookie"] == nil)
        #expect(again.body == #"{"id":9007199254740993,"list":[1.0]}"#)
        #expect(try await bench.send("PUT").body == "{ \"id\" : 1.0 }")
        #expect(bench.server.requests.count == 2)
    }
}
