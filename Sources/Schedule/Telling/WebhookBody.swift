import JSON

/// What a webhook is given: the message's parts, and how to know what they mean.
///
/// Fields may be added; what one means changes only with another `schema_version`.
struct WebhookBody {
    static let version: Int64 = 1

    let message: Message
    let channel: String
    /// Milliseconds since 1970.
    let sent: Int64

    var bytes: [UInt8] {
        let object: JSONObject = [
            "schema_version": .integer(Self.version), "source": "patchbay", "channel": .string(channel),
            "sent": .integer(sent), "subject": .string(message.subject), "text": .string(message.text),
            "fields": .object(message.fields),
        ]
        return JSONValue.object(object).encoded()
    }
}
