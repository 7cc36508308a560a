import JSON

/// How each field of a kind of seeded objects is made, one by one.
///
/// Who looks for one of fifty thousand objects by a field has that field made of each, and not all the others.
struct FieldTable<Maker: Sendable>: Sendable {
    /// Makes a field of the object of a number.
    typealias Field = @Sendable (_ maker: Maker, _ index: Int) -> JSONValue

    private let fields: [(name: String, make: Field)]
    private let named: [String: Field]

    /// The fields in the order in which objects show them, each name once.
    init(_ fields: KeyValuePairs<String, Field>) {
        self.fields = fields.map { (name: $0.key, make: $0.value) }
        named = Dictionary(uniqueKeysWithValues: self.fields.map { ($0.name, $0.make) })
    }

    /// The whole object of a number.
    func object(_ maker: Maker, _ index: Int) -> JSONObject {
        JSONObject(fields.map { JSONObject.Member(key: $0.name, value: $0.make(maker, index)) })
    }

    /// The object of a number with no more than some fields.
    func object(_ maker: Maker, _ index: Int, only names: [String]) -> JSONObject {
        var object = JSONObject()
        for name in names { object[name] = named[name]?(maker, index) }
        return object
    }
}
