import Catalog
import JSON

extension Session {
    /// Who reads a message.
    package enum MessageReceiver: Sendable, Equatable {
        /// A room, by its id; whoever signed in must be in it.
        case room(String)
        /// A person, by their e-mail address.
        case person(String)
    }

    /// Bytes that a message may have, by the service's documents.
    private static let longestMessage = 7_439

    /// Sends a message in Webex, in the name of whoever signed in.
    ///
    /// One that is too long is cut. It is sent once: where its answer is lost nobody knows whether it is there.
    /// - Throws: `forbidden` without the scope `spark:messages_write`, with how to sign in for it; as every call does.
    package func sendMessage(_ markdown: String, to receiver: MessageReceiver) async throws(WebexError) {
        var body: JSONObject = ["markdown": .string(Self.cut(markdown))]
        switch receiver {
        case .room(let id): body["roomId"] = .string(id)
        case .person(let address): body["toPersonEmail"] = .string(address)
        }
        _ = try await call(
            Call(operation: Self.messageCreation, body: .object(body), timeout: 60_000, isChecked: false)
        )
    }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > longestMessage else { return text }
        var kept = text
        let mark = "…"
        while kept.utf8.count > longestMessage - mark.utf8.count { kept.removeLast() }
        return kept + mark
    }

    /// `POST /messages`, which is in neither of the catalog's documents.
    private static let messageCreation = Operation(
        name: "message.create",
        method: "POST",
        path: "/messages",
        base: .webex,
        safety: .create,
        scopes: ["spark:messages_write"]
    )
}
