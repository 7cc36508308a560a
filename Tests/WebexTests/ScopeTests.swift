import JSON
import TestSupport
import Testing

@testable import Webex

/// What the granted scopes permit, before a call is sent and after it was refused.
@Suite struct ScopeTests {
    private func bench(scope: String?, status: Int = 403) throws -> Bench {
        try Bench(credentials: Credentials(accessToken: Bench.token, scope: scope)) { _ in .init(status, "{}") }
    }

    private func refusal(_ operation: String, scope: String?) async throws -> (error: WebexError, requests: Int) {
        let bench = try bench(scope: scope)
        let ids = operation.hasSuffix(".patch") ? ["1"] : []
        let body: JSONValue? =
            operation == "capture.query"
            ? ["query": ["taskIds": ["6f1b7f5e-8f0a-4f4f-9d0a-0123456789ab"]]]
            : operation.hasSuffix(".patch") ? ["active": true] : nil
        let query = operation == "task.list" ? [("from", 1)] as [(String, JSONValue)] : []
        let error = try #require(await bench.failure(of: operation, ids: ids, query: query, body: body))
        return (error, bench.server.requests.count)
    }

    @Test func `a call that the scopes cannot satisfy is not sent, and told with the sign-in that would`() async throws
    {
        let (error, requests) = try await refusal("user.patch", scope: "cjp:config_read cjp:user")
        #expect(requests == 0)
        #expect(error.kind == .forbidden && error.status == nil && error.operation == "user.patch")
        let hint = try #require(error.hint)
        #expect(hint.contains("it needs cjp:config_write or cjp:config, and carries cjp:config_read cjp:user"))
        #expect(hint.contains(#"patchbay login test --scopes "cjp:config_read cjp:user cjp:config_write""#))
    }

    @Test(arguments: [nil, "cjp:config_write", "cjp:config spark:kms"])
    func `a call that they may satisfy is sent`(scope: String?) async throws {
        #expect(try await refusal("user.patch", scope: scope).requests == 1)
    }

    @Test func `a 403 in spite of the scope names the role`() async throws {
        let write = try await refusal("user.patch", scope: "cjp:config_write").error
        #expect(write.hint?.contains("administrator") == true && write.status == 403)
        let media = try await refusal("capture.query", scope: "cjp:config_read").error
        #expect(media.hint?.contains("compliance officer") == true)
        #expect(media.hint?.contains("spark-admin:recordings_read") == true)
    }

    @Test func `a 403 of unknown scopes names both`() async throws {
        let error = try await refusal("task.list", scope: nil).error
        #expect(error.hint?.contains("cjp:user or cjp:config_read") == true)
        #expect(error.hint?.contains("role") == true)
    }

    @Test func `scopes are read as the service writes them`() {
        #expect(GrantedScopes("b a  b\na,c").names == ["a", "b", "c"])
        #expect(GrantedScopes("").names.isEmpty)
    }
}
