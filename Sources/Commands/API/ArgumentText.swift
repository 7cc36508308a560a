import Catalog
import Host
import JSON
import Webex

/// A value as it was typed, and what it means for the parameter that it is for.
struct ArgumentText {
    private let text: String

    init(_ text: String) { self.text = text }

    /// The value in the kind that the parameter asks for; text that is none of that kind stays text, and the check says so.
    ///
    /// Where the catalog does not know the parameter, the text is JSON if it can be.
    func value(for parameter: Parameter?) -> JSONValue {
        guard let parameter else { return parsed ?? .string(text) }
        if text == "null", parameter.type != .string { return .null }
        if parameter.type == .list { return list(of: parameter.items ?? .any) }
        // Of a secret no more than the name is typed: the host puts the stored one in its place.
        if parameter.format == .secret { return [["secret": .string(text)]] }
        if parameter.type == .file, text.hasPrefix("@") { return .string(String(text.dropFirst())) }
        if parameter.type == .integer, Self.isInstant(parameter.name), let instant { return .integer(instant) }
        return one(parameter.type)
    }

    /// Whether a number of that name is usually an instant.
    private static func isInstant(_ name: String) -> Bool {
        ["from", "to"].contains(name) || name.lowercased().hasSuffix("time")
    }

    /// The instant that the text names, such as `-7d` or `yesterday`, in milliseconds; days begin at midnight in UTC.
    private var instant: Int64? {
        guard Int64(text) == nil else { return nil }
        return try? DatePhrase(now: WallClock.system.now(), zone: .utc).instant(text)
    }

    private func one(_ type: Parameter.ValueType) -> JSONValue {
        switch type {
        case .string, .file: .string(text)
        case .integer: Int64(text).map(JSONValue.integer) ?? .string(text)
        case .number: Int64(text).map(JSONValue.integer) ?? Double(text).map(JSONValue.number) ?? .string(text)
        case .boolean: ["true": true, "false": false][text] ?? .string(text)
        case .list, .object, .any: parsed ?? .string(text)
        }
    }

    /// A list in JSON, or its entries with commas between them.
    private func list(of items: Parameter.ValueType) -> JSONValue {
        if let list = parsed, list.array != nil { return list }
        return .array(
            text.split(separator: ",").map { entry in
                let entry = String(entry.drop { $0 == " " })
                return ArgumentText(entry).one(items)
            }
        )
    }

    private var parsed: JSONValue? { try? JSONValue(parsing: Array(text.utf8)) }
}
