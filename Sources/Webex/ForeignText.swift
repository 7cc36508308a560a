/// Text of somebody else's making, as a terminal and a page may show it.
enum ForeignText {
    /// On one line, without what commands a terminal or turns the direction of writing, cut to a length.
    ///
    /// - Parameters:
    ///   - text: whatever came.
    ///   - limit: characters that are left of it.
    /// - Returns: what is left; empty when nothing is.
    static func line(_ text: String, limit: Int) -> String {
        let words = text.unicodeScalars.split { scalar in
            scalar.properties.isWhitespace || [.control, .format].contains(scalar.properties.generalCategory)
        }
        return String(words.map { String(String.UnicodeScalarView($0)) }.joined(separator: " ").prefix(limit))
    }
}
