import JSON

/// The order in which a list is wanted: by a field, and objects that are alike in it by their age.
struct ListOrder: Sendable {
    let field: String
    /// Whether the greatest comes first.
    let descends: Bool

    /// Numbers in this order.
    ///
    /// - Parameters:
    ///   - numbers: those of objects.
    ///   - value: what the object of a number has in `field`.
    /// - Returns: the same numbers.
    func sorted(_ numbers: [Int], by value: (Int) -> JSONValue?) -> [Int] {
        let keyed = numbers.map { (number: $0, key: SortKey(value($0))) }
        let sorted = keyed.sorted { left, right in
            left.key == right.key ? left.number < right.number : (left.key < right.key) != descends
        }
        return sorted.map(\.number)
    }
}

/// What two objects are compared by: numbers before texts, and nothing before both.
private enum SortKey: Comparable {
    case nothing
    case number(Double)
    case text(String)

    init(_ value: JSONValue?) {
        if let number = value?.number {
            self = .number(number)
        } else if let text = value?.string {
            self = .text(text.lowercased())
        } else {
            self = .nothing
        }
    }
}
