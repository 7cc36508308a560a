import JSON

/// What the body of an error answer says, in whichever of the service's forms it comes.
///
/// The forms: `{trackingId, error{key, message[{description}]}}` (configuration), `{trackingId, error}`
/// (subscriptions), `{code, message, trackingId}` (lists), `{message, errors[{description}], trackingId}` (admin),
/// `{error, error_description}` (OAuth). A body may also be missing, or be no JSON.
struct ErrorBody {
    /// The service's own words, on one line; nil when it used none.
    let message: String?
    /// The tracking id inside the body.
    let trackingID: String?

    /// Most characters of a message: a page of HTML or a dump of objects helps nobody.
    private static let messageLimit = 500

    init(_ bytes: [UInt8]) {
        guard !bytes.isEmpty, let body = try? JSONValue(parsing: bytes) else {
            message = Self.plainText(bytes)
            trackingID = nil
            return
        }
        trackingID = (body["trackingId"] ?? body["trackingID"])?.string
        let parts = [body["errors"], body["error_description"], body["error"], body["message"], body["reason"]]
        var texts: [String] = []
        for text in parts.flatMap({ $0.map { Self.texts(in: $0, depth: 0) } ?? [] }) where !texts.contains(text) {
            texts.append(text)
        }
        message = Self.line(texts.joined(separator: "; "))
    }

    /// All texts that a person could read, outermost first.
    private static func texts(in value: JSONValue, depth: Int) -> [String] {
        guard depth < 5 else { return [] }
        if let text = value.string { return text.isEmpty ? [] : [text] }
        if let items = value.array { return items.flatMap { texts(in: $0, depth: depth + 1) } }
        let spoken = ["description", "message", "errorMessage", "detail", "reason"]
        let found = spoken.flatMap { value[$0].map { texts(in: $0, depth: depth + 1) } ?? [] }
        return found.isEmpty ? value["key"]?.string.map { [$0] } ?? [] : found
    }

    /// A short text that is no markup, such as a gateway's one line.
    private static func plainText(_ bytes: [UInt8]) -> String? {
        guard let first = bytes.first, first != UInt8(ascii: "<"), bytes.count <= messageLimit else { return nil }
        return line(String(decoding: bytes, as: UTF8.self))
    }

    private static func line(_ text: String) -> String? {
        let line = ForeignText.line(text, limit: messageLimit)
        return line.isEmpty ? nil : line
    }
}
