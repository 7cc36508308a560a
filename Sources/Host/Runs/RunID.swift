/// Ids of runs: the time in UTC and four random letters, so that they sort by age and two never meet.
package enum RunID {
    private static let letters = Array("abcdefghjkmnpqrstuvwxyz")

    /// An id for a run that begins at this time, in milliseconds since 1970.
    package static func make(at instant: Int64) -> String {
        let date = CivilDate(daysSince1970: Int(instant / 86_400_000))
        let seconds = Int(instant / 1000 % 86_400)
        let fields = [date.year, date.month, date.day, seconds / 3600, seconds / 60 % 60, seconds % 60]
        let digits = fields.map { $0 < 10 ? "0\($0)" : "\($0)" }
        let tail = (0..<4).map { _ in String(letters[Int.random(in: 0..<letters.count)]) }.joined()
        return digits[..<3].joined() + "-" + digits[3...].joined() + "-" + tail
    }

    /// Whether a text is such an id: eight digits, six, and four letters.
    package static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 8, parts[1].utf8.count == 6, parts[2].utf8.count == 4 else {
            return false
        }
        return parts[..<2].joined().utf8.allSatisfy { (0x30...0x39).contains($0) }
            && parts[2].allSatisfy(letters.contains)
    }
}
