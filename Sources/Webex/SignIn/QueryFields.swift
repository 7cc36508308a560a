/// The fields of an address's query, decoded; those of its fragment where it has no query.
struct QueryFields {
    private let fields: [(name: String, value: String)]

    /// Reads `https://…?a=b&c=d#…`, `?a=b`, or `a=b` alone.
    init(ofAddress text: some StringProtocol) {
        var query = String(text)[...]
        if let mark = query.firstIndex(of: "?") {
            query = query[query.index(after: mark)...].prefix { $0 != "#" }
        } else if let mark = query.firstIndex(of: "#") {
            query = query[query.index(after: mark)...]
        }
        fields = query.split(separator: "&").map { field in
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : "")
        }
    }

    /// The first value of that name.
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// A form writes a blank as a plus.
    private static func decoded(_ text: Substring) -> String {
        PercentEncoding.decoded(text.replacing("+", with: " "))
    }
}
