import Host
import JSON

/// Something that people are told: the same in every channel, each of which takes the form that suits it.
package struct Message: Sendable, Equatable {
    /// One line.
    package var subject: String
    /// All of it as plain text, without the subject.
    package var text: String
    /// All of it as Webex writes it, the subject included.
    package var markdown: String
    /// The same for programs, by name.
    package var fields: JSONObject

    package init(subject: String, text: String, markdown: String, fields: JSONObject) {
        self.subject = subject
        self.text = text
        self.markdown = markdown
        self.fields = fields
    }
}

/// Who sends messages.
package protocol MessageSender: Sendable {
    /// Sends a message; returns when the channel has taken it on.
    ///
    /// - Throws: `HostError` that says what the channel said, and holds no secret.
    func send(_ message: Message, through channel: Channel) async throws(HostError)
}
