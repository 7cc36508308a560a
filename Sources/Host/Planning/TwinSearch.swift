import Catalog
import JSON
import Webex

/// The question whether there is an object already with the name that a new one is to have, which the service would refuse.
struct TwinSearch {
    let key: String
    let value: String
    /// Asks for the objects with that name; nil where the list cannot be asked for them.
    let call: Call?

    /// Nil where nothing tells one such object from another.
    ///
    /// - Parameters:
    ///   - resource: what is to be created.
    ///   - parent: the ids of the path.
    ///   - body: what is sent.
    ///   - catalog: tells the resource's natural key, and how its list is asked.
    init?(_ resource: String, parent: [String], body: JSONObject, catalog: Catalog) {
        guard let key = catalog.naturalKey(of: resource), let value = Self.value(of: key, in: body) else { return nil }
        self.key = key
        self.value = value
        guard let list = catalog["\(resource).list"], list.pathIDs.count == parent.count, list.listPath != nil else {
            call = nil
            return
        }
        let text = String(decoding: JSONValue.string(value).encoded(), as: UTF8.self)
        var call = Call(operation: list, ids: parent, isChecked: false)
        if list.query.contains(where: { $0.name == "filter" }) {
            call.query = [("filter", .string(list.paging == .scim ? "\(key) eq \(text)" : "\(key)==\(text)"))]
        } else if list.query.contains(where: { $0.name == key }) {
            call.query = [(key, .string(value))]
        } else {
            self.call = nil
            return
        }
        self.call = call
    }

    /// The value of the natural key in an object; of a list its only entry.
    static func value(of key: String, in object: JSONObject) -> String? {
        if let text = object[key]?.string { return text }
        guard let entries = object["\(key)s"]?.array, entries.count == 1 else { return nil }
        return entries[0].string ?? entries[0]["value"]?.string
    }

    /// What the service says of a second object with that name.
    func refusal(_ operation: Operation) -> WebexError {
        WebexError(
            .conflict,
            "there is a \(operation.resource) with \(key) \(value) already",
            status: 409,
            operation: operation.name
        )
    }

    /// Refuses a new object whose name one of these has.
    func refuse(_ planned: [PlannedOrg.Object], _ operation: Operation) throws(WebexError) {
        guard !planned.contains(where: { !$0.isDeleted && fits($0.fields) }) else { throw refusal(operation) }
    }

    /// Whether an object has that name.
    func fits(_ object: JSONObject) -> Bool {
        Self.value(of: key, in: object)?.lowercased() == value.lowercased()
    }
}
