import Host
import JSON

/// What a plan's values are called: ids by the names of their objects, all else as it is, on one line.
struct PlanWords {
    private let names: [String: String]
    /// What only the plan itself makes, or counts on, by what stands for its id.
    private let marks: [String: String]
    /// Whether long texts are shown whole.
    let isFull: Bool

    /// Letters that a text has, and a value made of several, before it is cut.
    private static let longest = 100, longestWhole = 200

    init(_ plan: Plan, isFull: Bool = false) {
        self.isFull = isFull
        var names = plan.names
        var marks: [String: String] = [:]
        for change in plan.changes {
            for id in change.makes.compactMap(\.value.string) { marks[id] = "new" }
        }
        for object in plan.expected {
            marks[object.id] = "to come"
            names[object.id] = names[object.id] ?? object.fields.compactMap(\.value.string).first
        }
        self.names = names
        self.marks = marks
    }

    /// What an id is called; nil for one without a name.
    func name(of id: String) -> String? {
        guard let name = names[id] else { return nil }
        let plain = Self.oneLine(name)
        let quoted = plain.contains { ",\"".contains($0) } ? "\"\(plain)\"" : plain
        return marks[id].map { "\(quoted) (\($0))" } ?? quoted
    }

    /// ` (new)` behind the name of an object that the plan itself makes before it changes it; else empty.
    func mark(of change: PlannedChange) -> String {
        let id = change.target.split(separator: "/").last.map(String.init) ?? ""
        return marks[id].map { " (\($0))" } ?? ""
    }

    /// The line of a difference that a change of this kind makes.
    func pieces(_ difference: FieldDifference, of kind: PlanOutline.Kind) -> [PlanPiece] {
        let field = [PlanPiece(path(difference.path) + ":", .field), PlanPiece(" ")]
        let guess = difference.isGuessed ? [PlanPiece(" "), PlanPiece("(guessed)", .faint)] : []
        // What is there on one side only is shown as it is: the change's own sign says which.
        return field + (kind == .change ? change(difference.change) : values(difference.change)) + guess
    }

    private func values(_ change: FieldDifference.Change) -> [PlanPiece] {
        switch change {
        case .value(let from, let to): joined(pieces(of: [from, to].compactMap(\.self)))
        case .entries(let added, let removed, _): joined(pieces(of: added + removed))
        case .order(let entries): joined(pieces(of: entries))
        }
    }

    private func change(_ change: FieldDifference.Change) -> [PlanPiece] {
        switch change {
        case .value(let from?, let to?):
            let both = pieces(of: [from, to])
            return [both[0], PlanPiece(" -> ", .faint), both[1]]
        case .value(nil, let to?): return pieces(of: [to])
        case .value(let from?, nil): return pieces(of: [from]) + [PlanPiece(" -> ", .faint), PlanPiece("nothing")]
        case .value(nil, nil): return []
        case .order(let entries):
            return [PlanPiece("in another order: ", .faint)] + joined(pieces(of: entries))
        case .entries(let added, let removed, let kept):
            let all = pieces(of: added + removed)
            let plus = all.prefix(added.count).map { PlanPiece("+ \($0.text)", .added, id: $0.id) }
            let minus = all.dropFirst(added.count).map { PlanPiece("- \($0.text)", .removed, id: $0.id) }
            let stay = kept == 0 ? [] : [PlanPiece(" (\(kept) more \(kept == 1 ? "stays" : "stay"))", .faint)]
            return joined(plus + minus) + stay
        }
    }

    private func joined(_ pieces: [PlanPiece]) -> [PlanPiece] {
        Array(pieces.map { [$0] }.joined(separator: [PlanPiece(", ")]))
    }

    /// The values, told apart where they are different objects of one name.
    private func pieces(of values: [JSONValue]) -> [PlanPiece] {
        let words = values.map(word)
        let counts = Dictionary(words.map { ($0, 1) }, uniquingKeysWith: +)
        return zip(values, words).map { value, word in
            guard let id = value.string, names[id] != nil else { return PlanPiece(word) }
            return PlanPiece(counts[word] == 1 ? word : "\(word) [\(id)]", id: id)
        }
    }

    /// A value on one line.
    func word(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): return name(of: text) ?? quoted(text)
        case .array(let entries): return clipped("[\(entries.map(word).joined(separator: ", "))]")
        case .object(let fields):
            // What is but a pointer to something is shown as that.
            if fields.count == 1, let id = fields[0].value.string, let name = name(of: id) { return name }
            return clipped("{\(fields.map { "\(Self.oneLine($0.key)): \(word($0.value))" }.joined(separator: ", "))}")
        default: return String(decoding: value.encoded(), as: UTF8.self)
        }
    }

    private func path(_ steps: [FieldDifference.Step]) -> String {
        steps.enumerated().map { place, step in
            switch step {
            case .field(let name): (place == 0 ? "" : ".") + Self.oneLine(name)
            case .entry(let value): "[\(word(value))]"
            case .place(let number): "[\(number)]"
            }
        }.joined()
    }

    /// The text as it is where it is a word, else in quotes.
    private func quoted(_ text: String) -> String {
        let isWord = !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || "_-.@+/".contains($0) }
        let shown = text.count > Self.longest && !isFull ? "\(text.prefix(Self.longest - 10))..." : text
        let escaped = shown.replacing("\"", with: "\\\"").replacing("\n", with: "\\n").replacing("\t", with: "\\t")
        let words = isWord ? Console.plain(shown) : "\"\(Console.plain(escaped))\""
        return shown.count == text.count ? words : "\(words) (\(text.count) letters)"
    }

    private func clipped(_ text: String) -> String {
        text.count > Self.longestWhole && !isFull ? "\(text.prefix(Self.longestWhole - 10))..." : text
    }

    /// A name as it may stand in a line.
    static func oneLine(_ text: String) -> String {
        Console.plain(text.replacing("\n", with: "\u{FFFD}").replacing("\t", with: " "))
    }
}
