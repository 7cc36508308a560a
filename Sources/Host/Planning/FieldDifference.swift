import JSON

/// What becomes of one field of an object, for who reads a plan.
///
/// To a reader null, an empty list and no such field are the same: nothing.
package struct FieldDifference: Sendable, Equatable {
    /// A step on the way from an object to a value within it.
    package enum Step: Sendable, Equatable {
        case field(String)
        /// The entry of a list that is known by this value.
        case entry(JSONValue)
        /// The entry at a place in a list, counted from 1.
        case place(Int)
    }

    package enum Change: Sendable, Equatable {
        /// Another value; nil is nothing.
        case value(from: JSONValue?, to: JSONValue?)
        /// What comes into a list and what goes out of it, and how many entries stay as they are.
        case entries(added: [JSONValue], removed: [JSONValue], kept: Int)
        /// The same entries, in this order now.
        case order([JSONValue])
    }

    package var path: [Step]
    package var change: Change
    /// Whether it is guessed, since the service sets it.
    package var isGuessed = false

    package init(_ path: [Step], _ change: Change, isGuessed: Bool = false) {
        self.path = path
        self.change = change
        self.isGuessed = isGuessed
    }

    /// The differences between two objects, in the order of the fields of the first, then of the second.
    package static func all(from old: JSONObject, to new: JSONObject) -> [FieldDifference] {
        var comparison = FieldComparison()
        comparison.compare(old, new, at: [])
        return comparison.found
    }
}

extension PlannedChange {
    /// Fields that say nothing to who reads a plan.
    private static let unsaid: Set<String> = Set(PlannedBody.stamps + ["id", "organizationId"])

    /// Field by field what it does to its object: of a create what the object is to have, of a delete what it had, and where
    /// nobody knows what comes of it, what is sent.
    package var differences: [FieldDifference] {
        switch (action, before, after) {
        case (.create, _, let after):
            let sent = Self.arranged(Self.said(body?.object ?? [:]))
            let added = Self.said(after ?? [:]).filter { sent[$0.key] == nil }
            return FieldDifference.all(from: [:], to: sent)
                + marked(FieldDifference.all(from: [:], to: JSONObject(added)))
        case (.delete, let before, _):
            return FieldDifference.all(from: Self.arranged(Self.said(before ?? [:])), to: [:])
        case (.update, let before?, let after?):
            return marked(FieldDifference.all(from: Self.said(before), to: Self.said(after)))
        default:
            let sent = Self.arranged(body.map { $0.object ?? ["body": $0] } ?? [:])
            return FieldDifference.all(from: [:], to: query) + FieldDifference.all(from: [:], to: sent)
                + Self.nothings(in: sent)
        }
    }

    /// What is sent as null or as an empty list, which says something to who is told to do it.
    private static func nothings(in sent: JSONObject) -> [FieldDifference] {
        sent.filter { $0.value.isNull || $0.value.array?.isEmpty == true }
            .map { FieldDifference([.field($0.key)], .value(from: nil, to: $0.value)) }
    }

    private static func said(_ object: JSONObject) -> JSONObject {
        JSONObject(object.filter { !unsaid.contains($0.key) })
    }

    /// What a script sends has its fields in any order: the name first, then what says most, switches last.
    private static func arranged(_ object: JSONObject) -> JSONObject {
        func rank(_ member: JSONObject.Member) -> Int {
            if member.key == "name" { return 0 }
            if member.key == "description" { return 1 }
            return member.value.bool == nil ? 2 : 3
        }
        return JSONObject(object.sorted { (rank($0), $0.key) < (rank($1), $1.key) })
    }

    private func marked(_ differences: [FieldDifference]) -> [FieldDifference] {
        differences.map { difference in
            var difference = difference
            if case .field(let name)? = difference.path.first { difference.isGuessed = guessed.contains(name) }
            return difference
        }
    }
}
