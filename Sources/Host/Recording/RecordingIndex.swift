import Journal

/// Which effects of a recording a replay has asked for, and which it has not.
///
/// A value; its owner sees to threads.
struct RecordingIndex {
    /// One entry of a request for many.
    struct Part: Sendable {
        /// The place of the request in the recording.
        var request: Int
        var item: Int64
    }

    private let recording: Recording
    /// Places of effects by what they are known by, the last asked first.
    private var wholes: [WriteIdentity: [Int]] = [:]
    private var parts: [WriteIdentity: [Part]] = [:]
    /// How often each was recorded.
    private var counts: [WriteIdentity: Int] = [:]
    private var isTaken: [Bool]
    /// Entries that were asked of a request which was not asked as a whole.
    private var takenItems: [Int: Set<Int64>] = [:]

    init(_ recording: Recording) {
        self.recording = recording
        isTaken = [Bool](repeating: false, count: recording.entries.count)
        for place in recording.entries.indices.sorted(by: {
            recording.entries[$0].number > recording.entries[$1].number
        }) {
            let entry = recording.entries[place]
            wholes[entry.identity, default: []].append(place)
            counts[entry.identity, default: 0] += 1
            for part in entry.entries {
                parts[part.identity, default: []].append(Part(request: place, item: part.item))
                counts[part.identity, default: 0] += 1
            }
        }
    }

    /// Takes an effect that is asked; nil when none is left of those that are the same.
    mutating func take(_ identity: WriteIdentity) -> Int? {
        while let place = wholes[identity]?.popLast() {
            guard !isTaken[place], takenItems[place] == nil else { continue }
            isTaken[place] = true
            return place
        }
        return nil
    }

    /// Takes the entries of a request that was recorded otherwise.
    ///
    /// - Returns: where each is; nil, and nothing is taken, when one is not there.
    mutating func take(_ entries: [WriteDraft]) -> [Part]? {
        var found: [Part] = []
        let before = parts
        for entry in entries {
            var part = parts[entry.identity]?.popLast()
            while let other = part, isTaken[other.request] { part = parts[entry.identity]?.popLast() }
            guard let part else {
                parts = before
                return nil
            }
            found.append(part)
        }
        for part in found { takenItems[part.request, default: []].insert(part.item) }
        return found.isEmpty ? nil : found
    }

    /// Whether an entry of a request for many is left to be asked.
    func hasLeft(_ identity: WriteIdentity) -> Bool {
        parts[identity]?.contains { !isTaken[$0.request] } ?? false
    }

    /// How often what has this identity was recorded.
    func count(_ identity: WriteIdentity) -> Int { counts[identity] ?? 0 }

    /// The effect that was asked first of those that matter and are not asked yet.
    var next: Int? {
        missing.map(\.place).min { recording.entries[$0].number < recording.entries[$1].number }
    }

    /// Effects of an operation, those first that are nearest: within the same rows and steps, and not asked yet.
    func candidates(_ operation: String, scope: String, most: Int) -> [Int] {
        let entries = recording.entries
        let alike = entries.indices.filter { entries[$0].operation == operation }
        return Array(
            alike.sorted { left, right in
                let ranks = [left, right].map { place in
                    (entries[place].scope == scope ? 0 : 2) + (isTaken[place] ? 1 : 0)
                }
                return ranks[0] == ranks[1] ? left < right : ranks[0] < ranks[1]
            }.prefix(most)
        )
    }

    /// Effects that matter and were not asked: the place of each, and the entries of it that were not.
    var missing: [(place: Int, items: Set<Int64>)] {
        recording.entries.indices.compactMap { place in
            let entry = recording.entries[place]
            guard entry.isMissed, !isTaken[place] else { return nil }
            let items = Set(entry.entries.map(\.item)).subtracting(takenItems[place] ?? [])
            if takenItems[place] != nil, items.isEmpty { return nil }
            return (place, takenItems[place] == nil ? [] : items)
        }
    }
}
