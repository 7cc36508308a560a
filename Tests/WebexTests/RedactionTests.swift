import JSON
import TestSupport
import Testing

@testable import Webex

/// A service that says back what it was sent: no secret is shown.
@Suite struct RedactionTests {
    /// `s3cr3t/+` and `refresh&token` are the other secrets of the bench, in the ways they may be written.
    private static let secrets = [
        "rand_om", "s3cr3t/+", #"s3cr3t\/+"#, "s3cr3t%2F%2B", "s3cr3t%2f%2b", "refresh&token", "refresh%26token",
    ]
    private static let spoken = secrets.dropFirst().joined(separator: " ")

    private func shown(_ error: WebexError) -> String {
        var dumped = ""
        dump(error, to: &dumped)
        let answer = String(decoding: error.answer ?? [], as: UTF8.self)
        return "\(error) \(error.message) \(error.hint ?? "") \(dumped) \(answer)"
    }

    @Test(arguments: [400, 403, 404, 409, 418, 429, 500])
    func `what an error answer says back is taken out`(status: Int) async throws {
        let bench = try Bench { request in
            let said = "bad \(request.headers["authorization"] ?? "") \(Self.spoken)"
            return .init(status, #"{"message":"\#(said)"}"#, headers: [("TrackingId", said)])
        }
        let error = try #require(await bench.failure(of: "thing.create", body: [:]))
        for secret in Self.secrets { #expect(!shown(error).contains(secret), "\(secret)") }
        #expect(error.message.contains("bad Bearer …"))
        #expect(try #require(error.answer).isEmpty == false)
    }

    @Test(arguments: [490, WebexError.answerLimit - 20]) func `no cut leaves the beginning of a token`(
        before: Int
    ) async throws {
        let bench = try Bench { request in
            let said = String(repeating: "x", count: before) + (request.headers["authorization"]?.dropFirst(7) ?? "")
            return .init(400, #"{"message":"\#(said)"}"#)
        }
        let error = try #require(await bench.failure(of: "thing.get", ids: ["1"]))
        #expect(!shown(error).contains("rand"))
    }

    @Test func `an answer that went well says back no token, and else stands as it is`() async throws {
        let bench = try Bench { request in
            let said = request.index == 0 ? request.headers["authorization"] ?? "" : "another_token_org-1"
            return .init(200, #"{"said":"\#(said)"}"#)
        }
        let answers = [try await bench.call("thing.get", ids: ["1"]), try await bench.call("thing.get", ids: ["1"])]
        #expect(
            answers.map { String(decoding: $0.body, as: UTF8.self) } == [
                #"{"said":"Bearer …"}"#, #"{"said":"another_token_org-1"}"#,
            ]
        )
    }

    @Test func `a token that was replaced stays secret`() async throws {
        let fresh = #"{"access_token":"new_cluster_org-1","refresh_token":"another-refresh"}"#
        let bench = try Bench { request in
            if request.path == "/v1/access_token" { return .init(200, fresh) }
            guard request.headers["authorization"] == "Bearer new_cluster_org-1" else { return .init(401) }
            return .init(400, #"{"message":"\#(Bench.token) new_cluster_org-1 another-refresh"}"#)
        }
        let error = try #require(await bench.failure(of: "thing.get", ids: ["1"]))
        #expect(error.message == "… … …")
    }

    @Test func `short words are no secrets`() {
        let redaction = Redaction()
        redaction.add(Credentials(clientSecret: "team"))
        #expect(redaction.applied(to: "no such team") == "no such team")
    }

    @Test(
        arguments: [
            "czNjcjN0P29mPnRoZX5jbGllbnQh",
            "eHMzY3IzdD9vZj50aGV+Y2xpZW50IQ==",
            "eHMzY3IzdD9vZj50aGV-Y2xpZW50IQ==",
            "aWRzM2NyM3Q/b2Y+dGhlfmNsaWVudCE=",
            "aWRzM2NyM3Q_b2Y-dGhlfmNsaWVudCE=",
            "QzE6czNjcjN0P29mPnRoZX5jbGllbnQh",
            // As a form has it.
            "cz1zM2NyM3QlM0ZvZiUzRXRoZX5jbGllbnQm",
        ]
    )
    func `base64 hides no secret`(said: String) {
        let redaction = Redaction()
        redaction.add("s3cr3t?of>the~client")
        // What depends on the letters beside it stays: two at most at either end.
        #expect(redaction.applied(to: said).split(separator: "…").allSatisfy { $0.count <= 6 })
        #expect(redaction.applied(to: said).contains("…"))
    }
}
