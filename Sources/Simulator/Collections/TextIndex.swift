import JSON

/// Which objects of a collection hold which texts at a path: exactly those that do now, so that nobody need look again.
struct TextIndex: Sendable {
    /// What is indexed: a way through an object, such as `callDistributionGroups.agentGroups.teamId`.
    struct Key: Hashable, Sendable {
        let path: String
        /// Whether capitals are as good as small letters.
        let ignoresCase: Bool

        /// The field of the object in which the path starts.
        var field: String { String(path.prefix { $0 != "." }) }
    }

    private let key: Key
    /// The numbers of the objects that hold a text, each once and the least first.
    private var numbers: [String: [Int]] = [:]

    /// An index that knows of no object yet.
    init(_ key: Key) { self.key = key }

    /// The numbers of the objects that hold a text, in order.
    subscript(text: String) -> [Int] { numbers[key.ignoresCase ? text.lowercased() : text] ?? [] }

    /// Takes note that an object became another.
    ///
    /// - Parameters:
    ///   - number: the object's.
    ///   - before: what it was, nil for one that is new.
    ///   - after: what it is, nil for one that is gone.
    mutating func change(_ number: Int, from before: JSONObject?, to after: JSONObject?) {
        let old = texts(before)
        let new = texts(after)
        guard old != new else { return }
        for text in old {
            let place = numbers[text]?.place(of: number) ?? 0
            // An object may hold a text twice, here and below.
            guard numbers[text]?.dropFirst(place).first == number else { continue }
            numbers[text]?.remove(at: place)
            if numbers[text]?.isEmpty == true { numbers[text] = nil }
        }
        for text in new {
            let place = numbers[text]?.place(of: number) ?? 0
            guard numbers[text]?.dropFirst(place).first != number else { continue }
            numbers[text, default: []].insert(number, at: place)
        }
    }

    private func texts(_ object: JSONObject?) -> [String] {
        let texts = object?.texts(at: key.path) ?? []
        return key.ignoresCase ? texts.map { $0.lowercased() } : texts
    }
}

extension [Int] {
    /// Where a number stands in a sorted list, or would.
    fileprivate func place(of number: Int) -> Int {
        // Most numbers are added in their order.
        if let last, last < number { return count }
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension JSONObject {
    /// All texts that an object holds at a path such as `activeSkills.skillId`, in lists too.
    func texts(at path: String) -> [String] {
        // Most paths are a field, and fifty thousand objects may be looked through.
        guard path.utf8.contains(UInt8(ascii: ".")) else {
            return self[path].map { $0.array ?? [$0] }?.compactMap(\.string) ?? []
        }
        var values: [JSONValue] = [.object(self)]
        for key in path.split(separator: ".").map(String.init) {
            values = values.flatMap { value in
                (value.array ?? [value]).compactMap { $0[key] }
            }
        }
        return values.flatMap { $0.array ?? [$0] }.compactMap(\.string)
    }
}
