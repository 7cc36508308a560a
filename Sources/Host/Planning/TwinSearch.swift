import Catalog
import JSON
import Webex

/// The fields that hold e-mail addresses, of which capitals are as good as small letters.
enum EmailField {
    static let names: Set<String> = ["email", "emails", "userName"]
}

/// The question whether there is an object already with the name that one is to have, which the service would refuse.
struct TwinSearch: Sendable {
    let resource: String
    /// The ids of the path that its list is at.
    let parent: [String]
    let key: String
    let value: String
    /// Tells the objects with that name; nil where no list can be asked for them.
    let list: Operation?

    /// Nil where nothing tells one such object from another.
    ///
    /// - Parameters:
    ///   - resource: what is to be created, or gets another name.
    ///   - parent: the ids of the path.
    ///   - body: what is sent.
    ///   - catalog: tells the resource's natural key, and how its list is asked.
    init?(_ resource: String, parent: [String], body: JSONObject, catalog: Catalog) {
        guard let key = catalog.naturalKey(of: resource), let value = Self.value(of: key, in: body) else { return nil }
        self.resource = resource
        self.parent = parent
        self.key = key
        self.value = value
        guard let list = catalog["\(resource).list"], list.pathIDs.count == parent.count, list.listPath != nil,
            list.query.contains(where: { ["filter", key].contains($0.name) })
        else {
            self.list = nil
            return
        }
        self.list = list
    }

    /// The value of the natural key in an object; of a list its only entry.
    static func value(of key: String, in object: JSONObject) -> String? {
        if let text = object[key]?.string { return text }
        guard let entries = object["\(key)s"]?.array, entries.count == 1 else { return nil }
        return entries[0].string ?? entries[0]["value"]?.string
    }

    /// What the service says of a second object with that name.
    func refusal(_ operation: Operation) -> WebexError {
        let kind = operation.resource.replacing("_", with: " ")
        let article = kind.first.map { "aeio".contains($0) } == true ? "an" : "a"
        return WebexError(
            .conflict,
            "there is \(article) \(kind) with \(key) \(value) already",
            status: 409,
            operation: operation.name
        )
    }

    /// Whether an object has that name.
    func fits(_ object: JSONObject) -> Bool {
        guard let other = Self.value(of: key, in: object) else { return false }
        return EmailField.names.contains(key) ? other.lowercased() == value.lowercased() : other == value
    }
}
