import Catalog
import JSON

/// Objects that can be made together with the one they belong to, and are shown in it.
enum PartTable {
    private static let rows: [(resource: String, field: String, part: String)] = [
        ("address_book", "addressBookEntries", "address_book_entry"),
        ("outdial_ani", "outdialANIEntries", "outdial_ani_entry"),
    ]

    /// Makes collections of the parts that a new object came with; for whoever is inside `Org.write`.
    static func takeOut(_ collection: OrgCollection, _ index: Int, in org: Org, now: Int64) {
        for row in rows where row.resource == collection.resource {
            var object = collection.object(index)
            guard let entries = object[row.field]?.array, let plan = org.plan(of: row.part),
                let parts = org.collection(row.part, parents: [collection.id(index)])
            else { continue }
            for entry in entries.compactMap(\.object) {
                let change = ObjectChange(entry, writable: [], replaces: true, plan: plan, org: org)
                parts.append { change.created(id: $0, now: now) }
            }
            object[row.field] = nil
            collection.replace(index, with: object)
        }
    }

    /// An object with its parts, where an answer's shape has a place for them.
    static func withParts(_ object: JSONObject, of resource: String, _ shape: Parameter?, in org: Org) -> JSONObject {
        var object = object
        for row in rows where row.resource == resource {
            guard shape?.fields.contains(where: { $0.name == row.field }) == true, let id = object["id"]?.string,
                let parts = org.collection(row.part, parents: [id])
            else { continue }
            object[row.field] = .array(parts.numbers.map { .object(parts.object($0)) })
        }
        return object
    }
}
