import JSON

/// Finds where two values differ, as deep as they are alike.
struct FieldComparison {
    private(set) var found: [FieldDifference] = []

    /// Compares two objects field by field.
    mutating func compare(_ old: JSONObject, _ new: JSONObject, at path: [FieldDifference.Step]) {
        for field in old { compare(field.value, new[field.key], at: path + [.field(field.key)]) }
        for field in new where old[field.key] == nil { compare(nil, field.value, at: path + [.field(field.key)]) }
    }

    private mutating func compare(_ old: JSONValue?, _ new: JSONValue?, at path: [FieldDifference.Step]) {
        let (old, new) = (Self.something(old), Self.something(new))
        guard old != new else { return }
        switch (old, new) {
        case (.object(let old)?, .object(let new)?): compare(old, new, at: path)
        case (nil, .object(let new)?) where !new.isEmpty: compare([:], new, at: path)
        case (.object(let old)?, nil) where !old.isEmpty: compare(old, [:], at: path)
        case (.array(let old)?, .array(let new)?): compare(old, new, at: path)
        case (nil, .array(let new)?): compare([], new, at: path)
        case (.array(let old)?, nil): compare(old, [], at: path)
        default: add(path, .value(from: old, to: new))
        }
    }

    private static func something(_ value: JSONValue?) -> JSONValue? {
        guard let value, !value.isNull, value.array?.isEmpty != true else { return nil }
        return value
    }

    private mutating func compare(_ old: [JSONValue], _ new: [JSONValue], at path: [FieldDifference.Step]) {
        let entries = old + new
        if entries.allSatisfy({ $0.object == nil && $0.array == nil }) { return comparePlain(old, new, at: path) }
        if let key = Self.key(old, new) { return compare(old, new, by: key, at: path) }
        for place in 0..<max(old.count, new.count) {
            let from = old.dropFirst(place).first, to = new.dropFirst(place).first
            let step = path + [.place(place + 1)]
            if let from, let to { compare(from, to, at: step) } else { add(step, .value(from: from, to: to)) }
        }
    }

    /// Lists of texts and numbers are compared as what comes and what goes.
    private mutating func comparePlain(_ old: [JSONValue], _ new: [JSONValue], at path: [FieldDifference.Step]) {
        var left = Self.counted(old)
        let added = new.filter { !Self.take($0, from: &left) }
        left = Self.counted(new)
        let removed = old.filter { !Self.take($0, from: &left) }
        if added.isEmpty, removed.isEmpty { return add(path, .order(new)) }
        add(path, .entries(added: added, removed: removed, kept: new.count - added.count))
    }

    private mutating func compare(
        _ old: [JSONValue],
        _ new: [JSONValue],
        by key: String,
        at path: [FieldDifference.Step]
    ) {
        let known = Self.placed(old, by: key), kept = Self.placed(new, by: key)
        let added = new.filter { entry in Self.name(entry, key).map { known[$0] == nil } ?? true }
        let removed = old.filter { entry in Self.name(entry, key).map { kept[$0] == nil } ?? true }
        if !added.isEmpty || !removed.isEmpty {
            add(path, .entries(added: added, removed: removed, kept: new.count - added.count))
        }
        let before = found.count
        for entry in new {
            guard let value = entry[key], let was = Self.name(entry, key).flatMap({ known[$0] }) else { continue }
            compare(was, entry, at: path + [.entry(value)])
        }
        if added.isEmpty, removed.isEmpty, found.count == before { add(path, .order(new)) }
    }

    /// The field that tells the entries of both lists apart; nil where none does.
    private static func key(_ old: [JSONValue], _ new: [JSONValue]) -> String? {
        guard let names = (old + new).first?.object?.keys else { return nil }
        let candidates = ["id"] + names.filter { $0.hasSuffix("Id") } + ["name"]
        return candidates.first { name in
            [old, new].allSatisfy { list in
                let values = list.compactMap { $0[name]?.string }
                return values.count == list.count && Set(values).count == values.count
            }
        }
    }

    private static func name(_ entry: JSONValue, _ key: String) -> String? { entry[key]?.string }

    private static func placed(_ entries: [JSONValue], by key: String) -> [String: JSONValue] {
        Dictionary(entries.compactMap { entry in name(entry, key).map { ($0, entry) } }) { first, _ in first }
    }

    private static func counted(_ values: [JSONValue]) -> [[UInt8]: Int] {
        Dictionary(values.map { ($0.canonical(), 1) }, uniquingKeysWith: +)
    }

    private static func take(_ value: JSONValue, from left: inout [[UInt8]: Int]) -> Bool {
        guard let count = left[value.canonical()], count > 0 else { return false }
        left[value.canonical()] = count - 1
        return true
    }

    private mutating func add(_ path: [FieldDifference.Step], _ change: FieldDifference.Change) {
        found.append(FieldDifference(path, change))
    }
}
