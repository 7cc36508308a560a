import JSON

/// Texts for examples: what a field of that name usually holds, in the form and length that it must have.
enum ExampleText {
    /// The id at one place of a path.
    static func id(_ name: String, of operation: Operation) -> String {
        switch name {
        case "phoneNumber": "+14155550123"
        case "contactListId": "1001"
        case "dncListName": "holiday-opt-outs"
        case "aliases", "identity": "jane.doe@example.com"
        case "actionName", "templateName", "settingKey": "example"
        case "id" where operation.module == .cc: uuid(of: operation.resource)
        default: uuid(of: name)
        }
    }

    /// A text for a field; `number` tells the entries of a list apart, whose bounds are those of the list.
    static func text(for parameter: Parameter, number: Int = 0, isEntry: Bool = false) -> String {
        let bounds =
            isEntry ? 0...Int64.max : (parameter.minimum ?? 0)...max(parameter.minimum ?? 0, parameter.maximum ?? .max)
        let fitting = candidates(for: parameter, number: number).lazy.map { fitted($0, to: bounds) }
        return fitting.first { bounds.contains(Int64($0.utf16.count)) && admits($0, parameter.pattern) } ?? "example"
    }

    /// An id that looks like one, always the same for a name.
    static func uuid(of name: String, number: Int = 0) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var digits = ""
        for round in [1, 2] {
            for byte in "\(round)\(name)\(number)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            let hexadecimal = String(hash, radix: 16)
            digits += String(repeating: "0", count: 16 - hexadecimal.count) + hexadecimal
        }
        var letters = Array(digits)
        // The marks of a random UUID.
        letters[12] = "4"
        letters[16] = "8"
        for place in [20, 16, 12, 8] { letters.insert("-", at: place) }
        return String(letters)
    }

    /// What may be meant, the best first.
    private static func candidates(for parameter: Parameter, number: Int) -> [String] {
        let suffix = number == 0 ? "" : "\(number + 1)"
        switch parameter.format {
        case .uuid, .hexID: return [uuid(of: parameter.name, number: number)]
        case .date: return ["2026-11-0\(1 + number % 9)"]
        case .time: return ["09:00:00", "09:00"]
        case .dateTime: return ["2026-11-01T09:00:00Z"]
        case .uri: return ["https://example.com/hook\(suffix)"]
        case .email: return ["jane.doe\(suffix)@example.com"]
        default: break
        }
        // In a JSON Patch a pointer, which must be there; in SCIM the name of an attribute.
        if parameter.name == "path" { return [parameter.isRequired ? "/firstName" : "roles"] }
        let usual = usual.first { parameter.name.lowercased().hasSuffix($0.ending) }.map { [$0.text + suffix] } ?? []
        let isID = parameter.name.hasSuffix("Id") || parameter.name.hasSuffix("Ids") || parameter.name == "id"
        return (isID ? [uuid(of: parameter.name, number: number)] : usual) + [
            "example\(suffix)", "Example", "1001\(suffix)", "+14155550123", "2026-11-01", "09:00",
            "https://example.com/hook",
            uuid(of: parameter.name, number: number), "active",
        ]
    }

    /// Usual texts by the end of a name.
    private static let usual: [(ending: String, text: String)] = [
        ("email", "jane.doe@example.com"), ("emails", "jane.doe@example.com"), ("firstname", "Jane"),
        ("givenname", "Jane"), ("lastname", "Doe"), ("familyname", "Doe"), ("username", "jane.doe@example.com"),
        ("displayname", "Jane Doe"), ("filter", "name==\"Support\""), ("name", "Support"),
        ("description", "Made by an example"), ("timezone", "Europe/Berlin"), ("siteurl", "example.webex.com"),
        ("url", "https://example.com/hook"),
        ("starttime", "09:00"), ("endtime", "17:00"), ("startdate", "2026-11-01"), ("enddate", "2026-11-30"),
        ("number", "+14155550123"), ("phone", "+14155550123"), ("mobile", "+14155550123"),
        ("attributes", "id,name"), ("requestaction", "SAVE"),
        ("query", "{ task(from: 1763200800000, to: 1763240400000) { tasks { id } } }"), ("language", "en-US"),
        ("locale", "en_US"), ("country", "DE"),
    ]

    /// Whether a pattern is found in a text; patterns that cannot be read admit any.
    private static func admits(_ text: String, _ pattern: String?) -> Bool {
        guard let pattern, let expression = try? Regex(pattern) else { return true }
        return text.firstMatch(of: expression) != nil
    }

    /// The text made as long as it must be, and no longer than it may be.
    private static func fitted(_ text: String, to bounds: ClosedRange<Int64>) -> String {
        var fitted = text
        while Int64(fitted.utf16.count) < bounds.lowerBound, !text.isEmpty { fitted += text }
        return Int64(fitted.utf16.count) > bounds.upperBound ? String(fitted.prefix(Int(bounds.upperBound))) : fitted
    }
}
