import Catalog

/// Operations in which words occur.
struct OperationSearch {
    /// Those found, best first: by the name, then by the path, then by what they take.
    let found: [Operation]

    /// Where a word stands, the nearer the better.
    private enum Place: Int {
        case name, path, field
    }

    /// Looks through all operations; a word counts wherever it stands, in any case, with `-`, `_` or blanks between its parts.
    init(_ words: [String]) {
        let wanted = words.flatMap { $0.split(separator: " ") }.map { Self.plain(String($0)) }.filter { !$0.isEmpty }
        guard !wanted.isEmpty else {
            found = []
            return
        }
        found = Catalog.bundled.all.compactMap { operation -> (rank: Int, operation: Operation)? in
            Self.rank(of: operation, wanted).map { ($0, operation) }
        }.sorted { ($0.rank, $0.operation.name) < ($1.rank, $1.operation.name) }.map(\.operation)
    }

    /// How far away the words are in all; nil when one is not there.
    private static func rank(of operation: Operation, _ words: [String]) -> Int? {
        let name = plain(operation.name)
        let path = plain(operation.path)
        let fields = (operation.query + operation.body).map { plain($0.name) }
        var rank = 0
        for word in words {
            if name.contains(word) {
                rank += Place.name.rawValue
            } else if path.contains(word) {
                rank += Place.path.rawValue
            } else if fields.contains(where: { $0.contains(word) }) {
                rank += Place.field.rawValue
            } else {
                return nil
            }
        }
        return rank
    }

    /// Small letters and digits alone, so that `skill-profile`, `skill_profile` and `skillProfile` are one word.
    private static func plain(_ text: String) -> String {
        text.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}
