import Foundation
import JSON
import Simulator
import Testing

@Suite("The consent page")
struct AuthorizeTests {
    @Test("it names the org, the client and each scope, and has a form with all that was asked")
    func page() async throws {
        try await withSimulator { client async throws in
            let flow = ConsentFlow(client: client)
            let answer = try await client.send(
                "GET",
                flow.target(["code_challenge": "abc", "code_challenge_method": "S256", "state": #""><b>"#])
            )
            #expect(answer.status == 200 && answer.header("Content-Type") == "text/html; charset=utf-8")
            #expect(answer.text.contains(client.ready.orgID) && answer.text.contains(client.ready.clientID))
            #expect(answer.text.contains("<li><code>cjp:config_read</code>"))
            #expect(answer.text.contains("<li><code>spark:people_read</code>"))
            #expect(answer.text.contains(#"name="as" type="email" value="agent00001@example.com""#))
            for field in [
                #"name="response_type" value="code""#, #"name="redirect_uri" value="\#(ConsentFlow.redirectURI)""#,
                #"name="scope" value="cjp:config_read spark:people_read""#, #"name="code_challenge" value="abc""#,
                #"name="code_challenge_method" value="S256""#, #"name="state" value="&quot;&gt;&lt;b&gt;""#,
                #"id="allow" name="answer" value="allow""#, #"id="deny" name="answer" value="deny""#,
            ] { #expect(answer.text.contains(field), "\(field)") }
        }
    }

    @Test("an org without users suggests an administrator")
    func nobody() async throws {
        try await withSimulator({ $0.users = 0 }) { client async throws in
            let answer = try await client.send("GET", ConsentFlow(client: client).target())
            #expect(answer.text.contains(#"value="administrator@example.com""#))
        }
    }

    @Test("its form sends the browser back with a code, or with the refusal", arguments: ["allow", "deny", nil])
    func form(answer: String?) async throws {
        try await withSimulator { client async throws in
            let fields = ConsentFlow(client: client).fields(["answer": answer, "as": "ada@example.com"])
            let body = try SimulatorClient.encoded(fields)
            let page = try await RawExchange.send("POST", "/v1/authorize", body: body, to: client.ready)
            let location = page.text.split(separator: "\r\n").first { $0.lowercased().hasPrefix("location: ") }
            switch answer {
            case "allow":
                #expect(page.text.hasPrefix("HTTP/1.1 302"))
                let target = try #require(location.flatMap { URLComponents(string: String($0.dropFirst(10))) })
                #expect(target.host == "example.com" && target.path == "/callback" && target["state"] == "s&1 é")
                let code = try #require(target["code"])
                #expect(try await ConsentFlow(client: client).exchange(code).status == 200)
            case "deny":
                #expect(page.text.hasPrefix("HTTP/1.1 302"))
                #expect(location?.contains("?error=access_denied&error_description=") == true)
            default:
                #expect(page.text.hasPrefix("HTTP/1.1 400") && location == nil)
            }
        }
    }

    @Test("the answer joins a query that is there, and no state comes where none was sent")
    func query() async throws {
        try await withSimulator { client async throws in
            let flow = ConsentFlow(client: client)
            let allowed = try await flow.location(["redirect_uri": "http://localhost:1/a?b=c", "state": nil])
            #expect(allowed["b"] == "c" && allowed["code"] != nil && allowed.queryItems?.count == 2)
            let denied = try await flow.location(["answer": "deny"])
            #expect(denied["error"] == "access_denied" && denied["state"] == "s&1 é" && denied["code"] == nil)
        }
    }

    @Test(
        "a request that nobody can be trusted to answer is told to the person, never sent on",
        arguments: [
            ["client_id": "wrong"], ["client_id": nil], ["redirect_uri": nil], ["redirect_uri": "callback"],
            ["redirect_uri": "https://example.com/é"], ["redirect_uri": "https://example.com/other"],
            ["response_type": "token"], ["response_type": nil],
        ] as [[String: String?]]
    )
    func refusedPage(changes: [String: String?]) async throws {
        try await withSimulator({ $0.redirectURIs = ["http://localhost:1/", ConsentFlow.redirectURI] }) { client in
            let flow = ConsentFlow(client: client)
            #expect(try await client.send("GET", flow.target()).status == 200)
            let answer = try await client.send("GET", flow.target(changes))
            #expect(answer.status == 400 && answer.text.hasPrefix("<!DOCTYPE html>"))
            let control = try await client.form("/_control/authorize", flow.fields(changes))
            #expect(control.status == 400)
        }
    }

    @Test(
        "what the client asked wrongly is told to the client",
        arguments: [
            (["scope": "cjp:config_read made:up"], "invalid_scope"), (["scope": " "], "invalid_scope"),
            (["code_challenge": "abc", "code_challenge_method": "plain"], "invalid_request"),
            (["code_challenge": "abc"], "invalid_request"),
        ] as [([String: String?], String)]
    )
    func sentBack(changes: [String: String?], error: String) async throws {
        try await withSimulator { client async throws in
            let location = try await ConsentFlow(client: client).location(changes)
            #expect(location["error"] == error && location["state"] == "s&1 é" && location["code"] == nil)
            if changes["scope"]??.contains("made:up") == true {
                #expect(location["error_description"]?.contains("made:up") == true)
            }
        }
    }
}
