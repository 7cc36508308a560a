import Catalog
import JSON

/// One argument, as a script declared it.
package struct ArgumentDeclaration: Sendable, Equatable {
    /// As declared: dashes make an option, none a positional argument.
    package let name: String
    package let type: ArgumentType
    package let isRequired: Bool
    /// What counts when nothing is given; nil when then there is no value.
    package let defaultValue: JSONValue?
    /// The words that a `choice` may be.
    package let choices: [String]
    /// Whether it may be given several times, and its value is a list.
    package let isMany: Bool
    package let help: String?

    /// Whether it is given by its name.
    package var isOption: Bool { name.hasPrefix("-") }

    /// The field under which the script reads its value: `--min-length` is `min_length`.
    package var key: String {
        String(name.drop { $0 == "-" }.map { $0 == "-" ? "_" : $0 })
    }

    /// Reads one entry of a declaration.
    ///
    /// - Throws: `HostError` that names the argument and the mistake.
    init(_ entry: JSONValue, place: Int) throws(HostError) {
        guard let object = entry.object else {
            throw HostError(.invalid, "run.args", "argument \(place) is no table", hint: Self.example)
        }
        guard let name = object["name"]?.string else {
            throw HostError(.invalid, "run.args", "argument \(place) has no name", hint: Self.example)
        }
        guard Self.isName(name) else {
            throw HostError(
                .invalid,
                "run.args",
                "'\(name)' is no name for an argument",
                hint: "names are like --from or file"
            )
        }
        let fields = Fields(object, of: name)
        try fields.refuseOthers(than: ["name", "type", "required", "default", "choices", "many", "help"])
        guard let typeName = try fields.text("type") else {
            throw fields.mistake("has no type", hint: "types are \(Self.typeNames)")
        }
        guard let type = ArgumentType(rawValue: typeName) else {
            throw fields.mistake(
                "unknown type '\(typeName)'",
                hint: NearNames.question(typeName, among: ArgumentType.allCases.map(\.rawValue))
                    ?? "types are \(Self.typeNames)"
            )
        }
        self.name = name
        self.type = type
        isRequired = try fields.truth("required")
        isMany = try fields.truth("many")
        choices = try fields.texts("choices")
        help = try fields.text("help")
        defaultValue = object["default"].flatMap { $0.isNull ? nil : $0 }
        try check(fields)
    }

    private func check(_ fields: Fields) throws(HostError) {
        if type == .choice, choices.isEmpty {
            throw fields.mistake("is a choice without choices", hint: "add choices = { \"one\", \"two\" }")
        }
        if type != .choice, !choices.isEmpty {
            throw fields.mistake("has choices but is of type \(type.rawValue)", hint: "give it the type choice")
        }
        if type == .flag, !isOption {
            throw fields.mistake("is a flag without dashes", hint: "name it --\(name)")
        }
        if type == .flag, isRequired || isMany {
            throw fields.mistake("is a flag, which cannot be required or many")
        }
        if isRequired, defaultValue != nil {
            throw fields.mistake("is required and has a default", hint: "drop one of the two")
        }
    }

    private static let example = #"write { "--from", "date", help = "…" }"#
    private static var typeNames: String { ArgumentType.allCases.map(\.rawValue).joined(separator: ", ") }

    private static func isName(_ name: String) -> Bool {
        let dashes = name.prefix { $0 == "-" }.count
        let word = name.utf8.dropFirst(dashes)
        guard dashes <= 2, let first = word.first, isLetter(first), word.last != UInt8(ascii: "-") else { return false }
        return word.allSatisfy { byte in
            isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "_")
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}

/// The fields of one entry, each read as what it must be.
private struct Fields {
    private let object: JSONObject
    private let argument: String

    init(_ object: JSONObject, of argument: String) {
        self.object = object
        self.argument = argument
    }

    func mistake(_ problem: String, hint: String? = nil) -> HostError {
        HostError(.invalid, "run.args: " + argument, problem, hint: hint)
    }

    func refuseOthers(than known: [String]) throws(HostError) {
        for name in object.keys where !known.contains(name) {
            throw mistake(
                "unknown field '\(name)'",
                hint: NearNames.question(name, among: known)
                    ?? "fields are \(known.dropFirst(2).joined(separator: ", "))"
            )
        }
    }

    func text(_ name: String) throws(HostError) -> String? {
        guard let value = object[name], !value.isNull else { return nil }
        guard let text = value.string else { throw mistake("'\(name)' must be a text") }
        return text
    }

    func truth(_ name: String) throws(HostError) -> Bool {
        guard let value = object[name], !value.isNull else { return false }
        guard let truth = value.bool else { throw mistake("'\(name)' must be true or false") }
        return truth
    }

    func texts(_ name: String) throws(HostError) -> [String] {
        guard let value = object[name], !value.isNull else { return [] }
        // An empty Lua table may arrive as an object.
        if value.object?.isEmpty == true { return [] }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count else { throw mistake("'\(name)' must be a list of texts") }
        return texts
    }
}
