import JSON

extension ObjectDeeds {
    /// A field that the run has changed.
    struct Field: Sendable, Equatable {
        let name: String
        /// Before the run changed it; null where there was none.
        ///
        /// Where somebody has changed it between two changes of the run, what that one left.
        private(set) var was: JSONValue
        /// After the run last changed it.
        private(set) var left: JSONValue
        /// Whether `left` is what the service answered, and not only what was sent.
        private(set) var isSure: Bool

        init(name: String, was: JSONValue, left: JSONValue, isSure: Bool) {
            self.name = name
            self.was = was
            self.left = left
            self.isSure = isSure
        }

        /// Learns what was there before a further change of the run.
        ///
        /// - Parameters:
        ///   - found: what was there.
        ///   - next: what that change makes of it; nil where it deletes the object.
        ///   - isRepeated: whether the change before was in doubt and has been sent again. Then it did not happen where what it
        ///     sent is not there, unless the repetition leaves what is there: the service writes it in a way of its own.
        mutating func meet(_ found: JSONValue, next: JSONValue?, isRepeated: Bool) {
            guard isSure || isRepeated, !found.isSameField(as: left) else { return }
            if isRepeated, !isSure, let next, found.isSameField(as: next) { return }
            was = found
        }

        /// Learns what a further change has left.
        mutating func leave(_ value: JSONValue, isSure: Bool) {
            left = value
            self.isSure = isSure
        }
    }
}

extension JSONValue {
    /// What stands for a secret in what is kept of a change, or of an object before it.
    static let secret: JSONValue = "(secret)"

    /// Whether a secret was left out of it.
    var hidesSecret: Bool {
        switch self {
        case .array(let entries): entries.contains(where: \.hidesSecret)
        case .object(let fields): fields.contains { $0.value.hidesSecret }
        default: self == .secret
        }
    }

    /// Whether two readings of a field say the same: nothing and empty are alike, texts in a list have no order, and of its
    /// parts one reading may tell more than the other.
    fileprivate func isSameField(as other: JSONValue) -> Bool {
        if isNothing, other.isNothing { return true }
        switch (self, other) {
        case (.array(let left), .array(let right)):
            let texts = left.compactMap(\.string), others = right.compactMap(\.string)
            if texts.count == left.count, others.count == right.count { return texts.sorted() == others.sorted() }
            return left.count == right.count && zip(left, right).allSatisfy { $0.isSameField(as: $1) }
        case (.object(let left), .object(let right)):
            return left.allSatisfy { field in
                guard let value = right[field.key], !PlannedBody.stamps.contains(field.key) else { return true }
                return field.value.isSameField(as: value)
            }
        default: return self == other
        }
    }

    private var isNothing: Bool { isNull || array?.isEmpty == true || object?.isEmpty == true }
}
