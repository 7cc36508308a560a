import JSON

/// Secrets that a few operations answer with, such as the token of a service app: they end here.
enum WithheldFields {
    /// Takes the values of those fields out of an answer, wherever in it they stand, and leaves null.
    ///
    /// - Parameters:
    ///   - names: the fields.
    ///   - answer: loses its body altogether where that is no JSON.
    ///   - redaction: learns the values first, as far as they look like secrets, so that nothing else shows them either.
    static func take(_ names: [String], outOf answer: inout Answer, redaction: Redaction) {
        guard !names.isEmpty, !answer.body.isEmpty else { return }
        guard let value = try? JSONValue(parsing: answer.body) else {
            answer.body = []
            answer.withheld = names
            return
        }
        var found: Set<String> = []
        let kept = without(names, value) { name, secret in
            found.insert(name)
            redaction.addAnswered(secret)
        }
        answer.withheld = names.filter(found.contains)
        if !found.isEmpty { answer.body = kept.encoded() }
    }

    private static func without(
        _ names: [String],
        _ value: JSONValue,
        _ onFound: (_ name: String, _ secret: String) -> Void
    ) -> JSONValue {
        switch value {
        case .array(let entries): return .array(entries.map { without(names, $0, onFound) })
        case .object(var fields):
            for field in fields {
                guard names.contains(field.key) else {
                    fields[field.key] = without(names, field.value, onFound)
                    continue
                }
                guard !field.value.isNull else { continue }
                onFound(field.key, field.value.string ?? String(decoding: field.value.encoded(), as: UTF8.self))
                fields[field.key] = .null
            }
            return .object(fields)
        default: return value
        }
    }
}
