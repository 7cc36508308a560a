import Catalog
import JSON

/// Turns what was typed for one argument, or its default, into the value that the script gets.
struct ArgumentValue {
    private let argument: ArgumentDeclaration
    private let context: ArgumentContext

    init(_ argument: ArgumentDeclaration, _ context: ArgumentContext) {
        self.argument = argument
        self.context = context
    }

    /// Reads a text as the argument's type.
    ///
    /// - Throws: `HostError` that names the argument, the text and what to write.
    func fromText(_ text: String) throws(HostError) -> JSONValue {
        switch argument.type {
        case .text: return .string(text)
        case .integer:
            guard let value = Int64(text.trimmed) else { throw wrong(text, "no whole number") }
            return .integer(value)
        case .number:
            if let value = Int64(text.trimmed) { return .integer(value) }
            guard let value = Double(text.trimmed), value.isFinite else { throw wrong(text, "no number") }
            return .number(value)
        case .flag:
            guard text == "true" || text == "false" else { throw wrong(text, "neither true nor false") }
            return .bool(text == "true")
        case .choice: return .string(try choice(text))
        case .date:
            do throws(HostError) {
                return .integer(try DatePhrase(now: context.now, zone: context.zone).instant(text))
            } catch {
                throw HostError(.invalid, argument.name, error.problem, hint: error.hint)
            }
        case .duration:
            guard let value = DurationText.milliseconds(text.trimmed) else {
                throw wrong(text, "no duration", hint: "write it with units: \(DurationText.examples)")
            }
            return .integer(value)
        case .file, .output, .folder:
            try PathCheck(argument, currentFolder: context.currentFolder).check(text)
            return .string(text)
        case .secret:
            try secret(named: text)
            return .string(text)
        }
    }

    /// Reads a default: what the script declared, in the type's own form or as the text a person would type.
    func fromDefault(_ value: JSONValue) throws(HostError) -> JSONValue {
        guard argument.isMany else { return try single(value) }
        // An empty Lua table may arrive as an object.
        if value.object?.isEmpty == true { return .array([]) }
        // A lone value stands for a list of one.
        var list: [JSONValue] = []
        for item in value.array ?? [value] { list.append(try single(item)) }
        return .array(list)
    }

    private func single(_ value: JSONValue) throws(HostError) -> JSONValue {
        switch (argument.type, value) {
        case (.flag, .bool), (.integer, .integer), (.number, .integer), (.number, .number), (.date, .integer),
            (.duration, .integer):
            return value
        case (.integer, .number(let number)):
            guard let whole = Int64(exactly: number) else { break }
            return .integer(whole)
        case (.text, .string), (.choice, .string), (.date, .string), (.duration, .string), (.file, .string),
            (.output, .string), (.folder, .string), (.secret, .string):
            return try fromText(value.string ?? "")
        default: break
        }
        let shown = String(decoding: value.encoded(), as: UTF8.self)
        throw HostError(.invalid, argument.name, "\(shown) is no \(argument.type.rawValue)")
    }

    /// Checks that there is such a secret.
    ///
    /// What cannot be a name is not shown: it may be the value, typed in its place.
    private func secret(named name: String) throws(HostError) {
        do throws(HostError) { try SecretFile.check(name: name) } catch {
            throw HostError(
                .invalid,
                argument.name,
                "takes the name of a stored secret, and this is none",
                hint: "keep the value first: patchbay secret set NAME"
            )
        }
        do throws(HostError) { _ = try context.secrets?.value(named: name) } catch {
            throw HostError(error.kind, argument.name, error.problem, hint: error.hint)
        }
    }

    private func choice(_ text: String) throws(HostError) -> String {
        if argument.choices.contains(text) { return text }
        let pieces = text.split(separator: ",").map { String($0).trimmed }
        if argument.isMany, pieces.count > 1, pieces.allSatisfy(argument.choices.contains) {
            let repeated = pieces.map { argument.isOption ? "\(argument.name) \($0)" : $0 }.joined(separator: " ")
            throw HostError(.invalid, argument.name, "'\(text)' are several", hint: "give each by itself: \(repeated)")
        }
        let all = argument.choices.joined(separator: ", ")
        let question = NearNames.question(text, among: argument.choices).map { $0 + " " } ?? ""
        throw HostError(
            .invalid,
            argument.name,
            "'\(text)' is not one of the choices",
            hint: question + "choices are \(all)"
        )
    }

    private func wrong(_ text: String, _ what: String, hint: String? = nil) -> HostError {
        HostError(.invalid, argument.name, "'\(text)' is \(what)", hint: hint)
    }
}
