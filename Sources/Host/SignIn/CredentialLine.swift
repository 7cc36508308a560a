/// A line of a message, and the labels in it.
struct CredentialLine {
    /// From 1.
    let number: Int
    private let text: [Character]

    /// A label, and where its value begins.
    struct Label {
        let field: CredentialField
        let start: Int
        let valueStart: Int
        /// Whether a colon or an equals sign follows it: what comes then is its value, whatever it looks like.
        let isFirm: Bool
        let isOurs: Bool
    }

    /// Names that may stand before a label in one word, as in PATCHBAY_CLIENT_ID; any other makes it another name.
    private static let families = ["patchbay", "webex", "wxcc"]
    /// What people and programs put around labels and values; neither begins or ends with any of them.
    private static let ornaments: Set<Character> = [
        "*", "`", "\"", "'", "“", "”", "„", "‘", "’", "«", "»", "<", ">", "|", "[", "]", "{", "}", "(", ")", ",", ";",
    ]
    private static let quotes: [Character: Set<Character>] = [
        "\"": ["\""], "'": ["'"], "`": ["`"], "“": ["”", "“"], "„": ["“", "”"], "‘": ["’"], "«": ["»"],
    ]

    /// - Parameters:
    ///   - text: the line; marks of quoted mail before it are dropped.
    ///   - number: from 1.
    init(_ text: Substring, number: Int) {
        self.number = number
        self.text = Array(text.drop { $0 == ">" || $0.isWhitespace })
    }

    var isBlank: Bool { text.allSatisfy(\.isWhitespace) }

    /// The line as a value that stands alone on it.
    var alone: String {
        let isBulleted = text.count > 1 && "-*•·–—+".contains(text[0]) && text[1].isWhitespace
        return Self.trimmed(text[(isBulleted ? 1 : 0)...])
    }

    /// The labels in their order.
    func labels() -> [Label] {
        var found: [Label] = []
        var place = 0
        while place < text.count {
            if let label = label(at: place) {
                found.append(label)
                place = max(label.valueStart, place + 1)
            } else {
                place += 1
            }
        }
        return found
    }

    /// What stands between a label and `end`: the next label, or nil for the end of the line.
    ///
    /// - Returns: the value, empty when there is none, and whether it goes on to the line's end.
    func value(of label: Label, until end: Int?) -> (text: String, reachesEnd: Bool) {
        var rest = text[label.valueStart..<(end ?? text.count)]
        rest = rest.drop { $0.isWhitespace || $0 == "*" }
        if let open = rest.first, let closing = Self.quotes[open],
            let close = rest.dropFirst().firstIndex(where: closing.contains)
        {
            return (Self.trimmed(rest[(rest.startIndex + 1)..<close]), false)
        }
        let isList = label.field == .scope
        let stop = isList ? rest.endIndex : rest.firstIndex { $0 == "," || $0 == ";" } ?? rest.endIndex
        var value = Self.trimmed(rest[..<stop].prefix(upTo: Self.endBeforeNote(rest[..<stop])))
        if value.hasSuffix("."), !value.hasSuffix("..") { value.removeLast() }
        return (value, end == nil && stop == rest.endIndex)
    }

    /// Where a note in brackets begins that ends the text; its end when there is none.
    private static func endBeforeNote(_ text: ArraySlice<Character>) -> Int {
        guard text.last(where: { !$0.isWhitespace }) == ")", let open = text.lastIndex(of: "("), open > text.startIndex,
            text[open - 1].isWhitespace
        else { return text.endIndex }
        return open
    }

    private static func trimmed(_ text: ArraySlice<Character>) -> String {
        let isOutside = { (character: Character) in character.isWhitespace || ornaments.contains(character) }
        let start = text.drop(while: isOutside)
        return String(start[..<(start.lastIndex { !isOutside($0) }.map { $0 + 1 } ?? start.startIndex)])
    }

    private func label(at place: Int) -> Label? {
        guard text[place].isLetter, let (start, family) = word(before: place) else { return nil }
        for (letters, field) in CredentialField.bySpelling {
            guard let end = end(of: letters, from: place) else { continue }
            return label(field, from: start, to: end, isOurs: family == Self.families[0])
        }
        return nil
    }

    /// Where the word begins that `place` lies in, and the family it names; nil when it is no label's beginning.
    private func word(before place: Int) -> (start: Int, family: String?)? {
        guard place > 0 else { return (place, nil) }
        let before = text[place - 1]
        // In an address it is a part of the query.
        guard !before.isLetter, !before.isNumber, !"?&/%@".contains(before) else { return nil }
        guard "_-.".contains(before) else { return (place, nil) }
        let start = text[..<place].lastIndex { !($0.isLetter || $0.isNumber || "_-.".contains($0)) }.map { $0 + 1 } ?? 0
        let word = String(text[start..<(place - 1)]).lowercased()
        if Self.families.contains(word) { return (start, word) }
        return word.contains { $0.isLetter || $0.isNumber } ? nil : (place, nil)
    }

    /// Where the letters end, which may have blanks, hyphens and underscores between them.
    private func end(of letters: [Character], from place: Int) -> Int? {
        var (place, matched, gap) = (place, 0, 0)
        while matched < letters.count {
            guard place < text.count else { return nil }
            if text[place].lowercased() == String(letters[matched]) {
                (matched, gap) = (matched + 1, 0)
            } else {
                gap += 1
                guard gap <= 3, text[place].isWhitespace || "_-.‐‑–".contains(text[place]) else { return nil }
            }
            place += 1
        }
        func isWord(_ index: Int) -> Bool { index < text.count && (text[index].isLetter || text[index].isNumber) }
        if isWord(place) { return nil }
        return place < text.count && "_-.".contains(text[place]) && isWord(place + 1) ? nil : place
    }

    private func label(_ field: CredentialField, from start: Int, to end: Int, isOurs: Bool) -> Label? {
        var place = end
        func skip(_ isSkipped: (Character) -> Bool) {
            while place < text.count, isSkipped(text[place]) { place += 1 }
        }
        let isAround = { (character: Character) in character.isWhitespace || "*_`\"'”’»]".contains(character) }
        skip(isAround)
        if place < text.count, text[place] == "(", let close = text[place...].firstIndex(of: ")") {
            place = close + 1
            skip(isAround)
        }
        let mark = place
        skip { ":=：→".contains($0) || ($0 == ">" && place > mark) }
        if place > mark { return Label(field: field, start: start, valueStart: place, isFirm: true, isOurs: isOurs) }
        skip { "-–—|>".contains($0) }
        let isAtStart = text[..<start].allSatisfy { !$0.isLetter && !$0.isNumber }
        guard isAtStart, place > end || end == text.count else { return nil }
        return Label(field: field, start: start, valueStart: place, isFirm: false, isOurs: isOurs)
    }
}
