import JSON
import Webex

extension Redaction {
    /// An event without secrets: each text and each name by itself, so that it stays the event that it was.
    ///
    /// A number whose digits hold a secret becomes text.
    func applied(to event: JSONValue) -> JSONValue {
        switch event {
        case .string(let text): .string(applied(to: text))
        case .array(let items): .array(items.map { applied(to: $0) })
        case .object(let fields):
            .object(JSONObject(fields.map { .init(key: applied(to: $0.key), value: applied(to: $0.value)) }))
        case .integer, .number: number(event)
        case .null, .bool: event
        }
    }

    private func number(_ value: JSONValue) -> JSONValue {
        let digits = value.encoded()
        let shown = applied(to: digits)
        return shown == digits ? value : .string(String(decoding: shown, as: UTF8.self))
    }
}
