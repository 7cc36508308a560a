import JSON

/// What a manifest may hold at most, and what its texts are made of.
///
/// People read these texts where they decide what a plugin may do: a line break, or what commands a terminal, could
/// make a question say something that Patchbay does not ask, and a flood of them push the question out of sight.
struct ManifestLimits {
    /// Bytes of a text.
    private static let longest = 1000
    /// Entries of a list or a table.
    private static let most = 100
    /// Bytes of all together, as JSON.
    private static let largest = 256 << 10

    /// Messages call the plugin this.
    let shown: String

    /// Refuses what is too large, or no text for people.
    ///
    /// - Throws: `HostError` that names plugin and field.
    func check(_ told: JSONValue) throws(HostError) {
        let size = told.encoded().count
        guard size <= Self.largest else {
            throw mistake(
                "",
                "its manifest has \(size) bytes",
                hint: "\(Self.largest) are the most; keep the rest in files"
            )
        }
        try check(told, at: "")
    }

    private func check(_ value: JSONValue, at place: String) throws(HostError) {
        switch value {
        case .string(let text): try check(text, at: place)
        case .array(let entries):
            try check(entries.count, at: place)
            for (number, entry) in entries.enumerated() { try check(entry, at: "\(place), entry \(number + 1)") }
        case .object(let fields):
            try check(fields.count, at: place)
            for field in fields {
                guard Console.isPlainLine(field.key), field.key.utf8.count <= Self.longest else {
                    throw mistake(place, "has a name that is none", hint: "names are short, and of one line")
                }
                try check(field.value, at: place.isEmpty ? field.key : "\(place).\(field.key)")
            }
        default: break
        }
    }

    private func check(_ count: Int, at place: String) throws(HostError) {
        guard count > Self.most else { return }
        throw mistake(place, "has \(count) entries", hint: "\(Self.most) are the most")
    }

    private func check(_ text: String, at place: String) throws(HostError) {
        guard text.utf8.count <= Self.longest else {
            throw mistake(place, "is a text of \(text.utf8.count) bytes", hint: "\(Self.longest) are the most")
        }
        guard Console.isPlainLine(text) else {
            throw mistake(
                place,
                "holds a line break, or another character that no line of text has",
                hint: "write it as one line; it is broken where it is shown"
            )
        }
    }

    private func mistake(_ place: String, _ problem: String, hint: String) -> HostError {
        let plugin = "plugin \(shown)"
        return HostError(.invalid, place.isEmpty ? plugin : "\(plugin): \(place)", problem, hint: hint)
    }
}
