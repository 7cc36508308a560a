import Catalog
import JSON

/// A table of a manifest, whose fields are read as what they must be; every mistake names plugin, field and value.
struct ManifestTable {
    /// The plugin as messages name it.
    let plugin: String
    /// Where the table stands: `permissions.` or nothing for the manifest itself.
    let place: String
    private let object: JSONObject

    /// Takes a value that must be a table of named fields.
    init(_ value: JSONValue, of plugin: String, at place: String = "") throws(HostError) {
        self.plugin = plugin
        self.place = place.isEmpty ? "" : place + "."
        // A function is told as a table of its own kind.
        if let object = value.object, object["function"]?.bool != true {
            self.object = object
        } else if value.array?.isEmpty == true {
            object = [:]
        } else {
            throw Self.mistake(plugin, place, "is \(Self.word(value)), not a table of named fields")
        }
    }

    /// The names of its fields, sorted: a table of Lua has no order.
    var names: [String] { object.keys.sorted() }

    subscript(name: String) -> JSONValue? { object[name].flatMap { $0.isNull ? nil : $0 } }

    /// An error about one of its fields.
    func mistake(_ field: String, _ problem: String, hint: String? = nil) -> HostError {
        Self.mistake(plugin, place + field, problem, hint: hint)
    }

    private static func mistake(_ plugin: String, _ field: String, _ problem: String, hint: String? = nil) -> HostError
    {
        let subject = field.isEmpty ? "plugin \(plugin)" : "plugin \(plugin): \(field)"
        return HostError(.invalid, subject, problem, hint: hint)
    }

    /// Refuses fields that are none.
    func refuseOthers(than known: [String]) throws(HostError) {
        for name in names where !known.contains(name) {
            throw mistake(
                name,
                "there is no such field",
                hint: NearNames.question(name, among: known) ?? "fields are \(known.joined(separator: ", "))"
            )
        }
    }

    /// A text that must be there; `example` shows one.
    func needed(_ name: String, example: String) throws(HostError) -> String {
        guard let text = try text(name, example: example) else {
            throw mistake(name, "is missing", hint: "write \(name) = \"\(example)\"")
        }
        return text
    }

    /// A text; nil where there is none.
    func text(_ name: String, example: String) throws(HostError) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.string else {
            throw mistake(name, "is \(Self.word(value)), not a text", hint: "write \(name) = \"\(example)\"")
        }
        return text
    }

    /// Whether a flag is set.
    func truth(_ name: String) throws(HostError) -> Bool {
        guard let value = self[name] else { return false }
        guard let truth = value.bool else { throw mistake(name, "is \(Self.word(value)), not true or false") }
        return truth
    }

    /// A list of texts; an empty one where there is none.
    func texts(_ name: String, example: String) throws(HostError) -> [String] {
        guard let value = self[name], value.object?.isEmpty != true else { return [] }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count else {
            throw mistake(
                name,
                "is \(Self.word(value)), not a list of texts",
                hint: "write \(name) = { \"\(example)\" }"
            )
        }
        return texts
    }

    /// A table of named fields in it; an empty one where there is none.
    func table(_ name: String) throws(HostError) -> ManifestTable {
        try ManifestTable(self[name] ?? [:], of: plugin, at: place + name)
    }

    /// Refuses a field that is no function.
    func checkFunction(_ name: String, takes: String) throws(HostError) {
        guard let value = self[name] else {
            throw mistake(name, "is missing", hint: "write \(name) = function(\(takes)) … end")
        }
        guard value["function"]?.bool == true else {
            throw mistake(
                name,
                "is \(Self.word(value)), not a function",
                hint: "write \(name) = function(\(takes)) … end"
            )
        }
    }

    /// A value in words, itself included where it is short.
    static func word(_ value: JSONValue) -> String {
        switch value {
        case .null: "nothing"
        case .bool(let truth): "\(truth)"
        case .integer(let number): "the number \(number)"
        case .number(let number): "the number \(number)"
        case .string(let text): "'\(text.prefix(60))'"
        case .array: "a list"
        case .object(let object): object["function"]?.bool == true ? "a function" : "a table"
        }
    }
}
