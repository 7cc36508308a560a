import JSON
import Simulator
import Testing

@Suite("Messages")
struct MessageTests {
    private func post(_ client: SimulatorClient, _ body: String, token: String? = nil) async throws -> TestAnswer {
        try await client.send(
            "POST",
            "/v1/messages",
            headers: ["Content-Type": "application/json"],
            body: body,
            token: token
        )
    }

    @Test("what was sent to rooms and people is kept in its order")
    func kept() async throws {
        try await withSimulator { client async throws in
            let answer = try await post(client, #"{"roomId": "R1", "markdown": "**a**"}"#)
            #expect(try answer.status == 200 && answer.json()["roomId"] == "R1" && answer.json()["id"]?.string != nil)
            _ = try await post(client, #"{"toPersonEmail": "a@x.y", "text": "b"}"#)
            let kept = try await client.send("GET", "/_control/messages").json()["messages"]?.array ?? []
            #expect(kept.map { $0["markdown"] ?? $0["text"] } == ["**a**", "b"])
        }
    }

    @Test(
        "a message without one receiver, or without words, is refused",
        arguments: [
            "{}", #"{"markdown": "x"}"#, #"{"roomId": "R"}"#,
            #"{"roomId": "R", "toPersonEmail": "a@x.y", "text": "x"}"#,
            #"{"toPersonEmail": "nobody", "text": "x"}"#, "[]", "no JSON",
            "{\"roomId\": \"R\", \"text\": \"\(String(repeating: "x", count: 7_440))\"}",
        ]
    )
    func refused(body: String) async throws {
        try await withSimulator { client async throws in
            let answer = try await post(client, body)
            #expect(try answer.status == 400 && answer.json()["message"]?.string != nil)
        }
    }

    @Test("it takes the scope for it")
    func scope() async throws {
        try await withSimulator { client async throws in
            let flow = ConsentFlow(client: client)
            let body = #"{"roomId": "R1", "text": "a"}"#
            #expect(try await post(client, body, token: try await flow.token("spark:people_read")).status == 403)
            #expect(try await post(client, body, token: try await flow.token("spark:messages_write")).status == 200)
        }
    }
}
