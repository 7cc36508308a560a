extension JSONValue {
    /// The value as a message shows it: its JSON, cut where it would fill the line.
    package var excerpt: String {
        let text = String(decoding: encoded(), as: UTF8.self)
        return text.count <= 60 ? text : text.prefix(57) + "..."
    }
}
