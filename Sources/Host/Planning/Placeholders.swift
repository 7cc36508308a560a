import JSON

/// What stands in a plan for ids that only the service can give, and where it is mentioned.
struct Placeholders {
    /// The number of the change that makes what one stands for; nil for what comes to be without one.
    let makers: [String: Int?]
    /// The lengths that there are, and what each begins with: few of both.
    private let lengths: [Int]
    private let beginnings: [[UInt8]]

    /// Bytes at the beginning by which a text is looked through.
    private static let beginning = 9

    init(_ plan: Plan) {
        var makers: [String: Int?] = [:]
        for object in plan.expected { makers[object.id] = Int?.none }
        for change in plan.changes {
            for member in change.makes { if let id = member.value.string { makers[id] = change.number } }
        }
        self.makers = makers
        lengths = Set(makers.keys.map(\.utf8.count)).sorted()
        beginnings = Set(makers.keys.map { Array($0.utf8.prefix(Self.beginning)) }).sorted {
            $0.lexicographicallyPrecedes($1)
        }
    }

    /// Those that what a change sends mentions, also inside longer texts.
    func mentioned(by change: PlannedChange) -> Set<String> {
        guard !makers.isEmpty else { return [] }
        var found: Set<String> = []
        for id in change.ids { collect(id, into: &found) }
        collect(.object(change.query), into: &found)
        if let body = change.body { collect(body, into: &found) }
        return found
    }

    /// Those that a value mentions.
    func mentioned(by value: JSONValue) -> Set<String> {
        var found: Set<String> = []
        collect(value, into: &found)
        return found
    }

    /// Those that a text mentions.
    func mentioned(in text: String) -> Set<String> {
        var found: Set<String> = []
        collect(text, into: &found)
        return found
    }

    private func collect(_ value: JSONValue, into found: inout Set<String>) {
        value.eachText { collect($0, into: &found) }
    }

    private func collect(_ text: String, into found: inout Set<String>) {
        guard let shortest = lengths.first, text.utf8.count >= shortest else { return }
        if makers[text] != nil {
            found.insert(text)
            return
        }
        let bytes = Array(text.utf8)
        for place in 0...(bytes.count - shortest) {
            guard beginnings.contains(where: { bytes[place...].starts(with: $0) }) else { continue }
            for length in lengths where place + length <= bytes.count {
                let part = String(decoding: bytes[place..<place + length], as: UTF8.self)
                if makers[part] != nil { found.insert(part) }
            }
        }
    }
}
