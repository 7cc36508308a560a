/// Finds a text that fits a pattern of the documents.
///
/// There are some two dozen of them, all of which one of a few texts fits; trying them is plainer than turning regular
/// expressions around.
enum PatternText {
    private static let samples = [
        "sample", "12345", "+14085550100", "https://example.com/sample", "2026-01-15", "09:30", "active",
        "20098631-fa9b-4e0d-9c06-406719ef8db7", "12", "a", "1", "",
    ]

    /// The first sample that fits a pattern within a length; the first one of all when none does.
    static func fitting(_ pattern: String, length: ClosedRange<Int>) -> String {
        guard let regex = try? Regex(pattern) else { return samples[0] }
        let lengthened = samples + [String(repeating: "1", count: length.lowerBound)]
        return lengthened.first { text in
            length.contains(text.utf16.count) && (try? regex.firstMatch(in: text)) != nil
        } ?? samples[0]
    }
}
