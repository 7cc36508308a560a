import Catalog

/// What a request for a list asks for.
struct ListQuery: Sendable {
    /// What the simulator makes of a list's parameters.
    ///
    /// The catalog knows more: to leave one of those aside would be to answer another question than was asked.
    private static let known = ["filter", "search", "attributes", "singleObjectResponse", "page", "pageSize"]

    let filter: Filter?
    let search: Search?
    /// The filter and the search as text.
    let question: String
    /// The fields to show besides the id; nil for all.
    let attributes: [String]?
    /// Whether the one object that is found is shown with its arrays.
    let isSingle: Bool
    /// Counted from 0.
    let page: Int64
    /// How many objects a page has, already cut.
    let pageSize: Int

    /// Reads the query of a list operation; 400 for what it cannot be.
    init(_ call: Call, _ operation: Operation, of collection: OrgCollection, cap: Int) throws(ServiceFault) {
        let query = call.queryItems
        for parameter in operation.query where !Self.known.contains(parameter.name) {
            guard query[parameter.name] == nil else {
                throw ServiceFault(400, "the simulator's lists know no \(parameter.name)")
            }
        }
        for name in Self.known where query[name] != nil && !operation.query.contains(where: { $0.name == name }) {
            throw ServiceFault(400, "\(operation.name) has no \(name)")
        }
        let single = query["singleObjectResponse"] ?? "false"
        guard single == "true" || single == "false" else {
            throw ServiceFault(400, "singleObjectResponse must be true or false")
        }
        isSingle = single == "true"
        if let text = query["filter"] {
            filter = try Filter(parsing: text, fields: collection.fields)
        } else {
            filter = nil
        }
        if let text = query["search"] {
            search = try Search(parsing: text, columns: collection.searchColumns)
        } else {
            search = nil
        }
        question = "\(query["filter"] ?? "")\n\(query["search"] ?? "")"
        attributes = query["attributes"]?.split(separator: ",").map(String.init)
        page = try query.integer("page") ?? 0
        let asked = try query.integer("pageSize") ?? 100
        guard page >= 0, asked >= 1 else { throw ServiceFault(400, "page counts from 0 and pageSize from 1") }
        pageSize = Int(min(asked, Int64(cap)))
    }
}
