import JSON

/// Whether an object is as it was when a plan was made.
enum ObjectComparison {
    /// Fields that say nothing of the object itself.
    private static let ignored: Set<String> = ["links", "_links", "meta"]
    /// Names of fields that a sentence tells.
    private static let most = 6

    /// What has changed, as a sentence; nil where nothing has.
    ///
    /// The service's own count of versions decides where both have one. Fields are compared beside it; where it is the same,
    /// one that only one of the two has is no difference, since a list may tell less of an object than a read by id.
    ///
    /// Without its stamps only what the object says counts, and not how often and when it was changed: our own changes
    /// of others may have done that.
    static func difference(_ before: JSONObject, _ now: JSONObject, withStamps: Bool = true) -> String? {
        let had = before["version"]?.integer, has = now["version"]?.integer
        let isSameVersion = !withStamps || had != nil && had == has
        var names: [String] = []
        for name in Set(before.keys + now.keys).sorted() where !ignored.contains(name) && name != "version" {
            if !withStamps, PlannedBody.stamps.contains(name) { continue }
            let old = before[name], new = now[name]
            if isSameVersion, old == nil || new == nil { continue }
            if !isSame(old, new) { names.append(name) }
        }
        var parts: [String] = []
        if withStamps, let had, let has, had != has { parts.append("version \(had) is now \(has)") }
        if !names.isEmpty {
            let more = names.count > most ? " and \(names.count - most) more" : ""
            let verb = names.count == 1 ? "is another" : "are others"
            parts.append("\(names.prefix(most).joined(separator: ", "))\(more) \(verb)")
        }
        guard !parts.isEmpty else { return nil }
        return "changed since the plan was made: \(parts.joined(separator: "; "))"
    }

    /// Nothing, null, and an empty list or object are the same here; lists of texts are sets.
    private static func isSame(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        if isEmpty(left), isEmpty(right) { return true }
        switch (left, right) {
        case (.array(let left)?, .array(let right)?):
            let texts = left.compactMap(\.string), others = right.compactMap(\.string)
            if texts.count == left.count, others.count == right.count { return texts.sorted() == others.sorted() }
            return left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1) }
        case (.object(let left)?, .object(let right)?):
            return Set(left.keys + right.keys).allSatisfy { ignored.contains($0) || isSame(left[$0], right[$0]) }
        default: return left == right
        }
    }

    private static func isEmpty(_ value: JSONValue?) -> Bool {
        guard let value else { return true }
        return value.isNull || value.array?.isEmpty == true || value.object?.isEmpty == true
    }
}
