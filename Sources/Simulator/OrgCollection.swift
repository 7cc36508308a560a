import JSON

/// One kind of objects of the org, such as its teams, in the order in which lists show them.
///
/// The JSON of every object is made once, whole and as lists show it.
struct OrgCollection: Sendable {
    /// One object, in both of its forms.
    struct Entry: Sendable {
        let id: String
        let whole: [UInt8]
        let listed: [UInt8]
    }

    let entries: [Entry]
    private let places: [String: Int]

    /// Makes a collection of objects that each have an `id`.
    ///
    /// With `omitsArrays` its list leaves fields out that hold lists.
    init(_ objects: [JSONObject], omitsArrays: Bool) {
        var entries: [Entry] = []
        entries.reserveCapacity(objects.count)
        for object in objects {
            guard let id = object["id"]?.string else { continue }
            let whole = JSONValue.object(object).encoded()
            guard omitsArrays else {
                entries.append(Entry(id: id, whole: whole, listed: whole))
                continue
            }
            let listed = JSONObject(object.filter { $0.value.array == nil })
            entries.append(Entry(id: id, whole: whole, listed: JSONValue.object(listed).encoded()))
        }
        self.entries = entries
        places = Dictionary(entries.indices.map { (entries[$0].id, $0) }) { first, _ in first }
    }

    /// The object of an id.
    subscript(id: String) -> Entry? { places[id].map { entries[$0] } }
}
