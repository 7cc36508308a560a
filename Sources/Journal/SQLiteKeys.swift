/// Words as one text: each behind its length, so that nothing in them needs escaping.
enum WordList {
    static func text(_ words: [String]) -> String {
        words.map(\.keepable).map { "\($0.utf8.count):\($0)" }.joined()
    }

    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var rest = Substring(text).utf8
        while let colon = rest.firstIndex(of: UInt8(ascii: ":")), let count = Int(Substring(rest[..<colon])) {
            let from = rest.index(after: colon)
            guard let to = rest.index(from, offsetBy: count, limitedBy: rest.endIndex) else { break }
            words.append(String(Substring(rest[from..<to])))
            rest = rest[to...]
        }
        return words
    }
}

extension String {
    /// The text as a database keeps it: a NUL would end it, and is kept as its picture.
    var keepable: String {
        guard utf8.contains(0) else { return self }
        return String(decoding: utf8.flatMap { $0 == 0 ? Array("\u{2400}".utf8) : [$0] }, as: UTF8.self)
    }
}

/// The key of an entry: the run's number in the upper half, the entry's own in the lower.
enum EntryKey {
    /// The highest number that an entry may have.
    static let highest: Int64 = 0xFFFF_FFFE

    static func of(run: Int64, number: Int64) -> Int64 { run << 32 | number & 0xFFFF_FFFF }

    static func number(_ key: Int64) -> Int64 { key & 0xFFFF_FFFF }

    /// The keys of a run's entries whose numbers are above this one.
    static func range(ofRun run: Int64, after number: Int64 = 0) -> ClosedRange<Int64> {
        of(run: run, number: min(max(number, 0), highest) + 1)...of(run: run, number: highest + 1)
    }
}

extension EntryKind {
    /// The table that entries of this kind lie in.
    var table: String {
        switch self {
        case .attempt: "run_attempts"
        case .input: "run_inputs"
        case .write: "run_writes"
        case .outcome: "run_outcomes"
        case .step: "run_steps"
        case .row: "run_rows"
        case .line: "run_lines"
        case .reads: "run_reads"
        case .end: "run_ends"
        }
    }
}
