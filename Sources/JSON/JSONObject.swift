/// The fields of a JSON object in their order, each name once.
///
/// Reading and replacing a field by name is a search through the few fields most objects have, and a dictionary lookup
/// above that. Names are told apart by their bytes.
package struct JSONObject: Sendable {
    /// One field.
    package struct Member: Sendable, Equatable {
        package let key: String
        package var value: JSONValue

        package init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }

        package static func == (left: Member, right: Member) -> Bool {
            left.key.hasSameBytes(as: right.key) && left.value == right.value
        }
    }

    /// The fields in order.
    package private(set) var members: [Member] = []

    /// Where each name stands in `members`; empty up to `searchLimit` fields.
    private var places: [Name: Int] = [:]

    /// Up to here, and most objects of the service are below, comparing lengths first beats hashing every name read.
    private static let searchLimit = 48

    /// An object without fields.
    package init() {}

    /// An object with these fields; of two with one name the last value counts, at the place of the first.
    package init(_ members: some Sequence<Member>) {
        self.members.reserveCapacity(members.underestimatedCount)
        for member in members {
            self[member.key] = member.value
        }
    }

    /// The names in order.
    package var keys: [String] {
        members.map(\.key)
    }

    /// The value of a field.
    ///
    /// Setting one that exists keeps its place, a new one goes last, and nil removes it.
    package subscript(key: String) -> JSONValue? {
        get { place(of: key).map { members[$0].value } }
        set {
            guard let newValue else { return remove(key) }
            if let place = place(of: key) {
                members[place].value = newValue
            } else {
                append(Member(key: key, value: newValue))
            }
        }
    }

    private func place(of key: String) -> Int? {
        guard places.isEmpty else { return places[Name(text: key)] }
        return members.firstIndex { $0.key.hasSameBytes(as: key) }
    }

    private mutating func append(_ member: Member) {
        members.append(member)
        if members.count == Self.searchLimit + 1 {
            index()
        } else if !places.isEmpty {
            places[Name(text: member.key)] = members.count - 1
        }
    }

    private mutating func remove(_ key: String) {
        guard let place = place(of: key) else { return }
        members.remove(at: place)
        places = [:]
        if members.count > Self.searchLimit { index() }
    }

    private mutating func index() {
        places.reserveCapacity(members.count)
        for (place, member) in members.enumerated() {
            places[Name(text: member.key)] = place
        }
    }
}

extension JSONObject: Equatable {
    /// Whether both have the same fields, in whatever order.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count
            && left.members.allSatisfy { member in right[member.key] == member.value }
    }
}

extension JSONObject: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { members.count }
    package subscript(position: Int) -> Member { members[position] }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements.map { Member(key: $0.0, value: $0.1) })
    }
}

/// A field name as a dictionary key that is equal only byte for byte.
private struct Name: Hashable, Sendable {
    let text: String

    static func == (left: Name, right: Name) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
