import Catalog
import JSON

/// Which reads answer with objects that have nothing left out, so that they can be put back as they were.
enum WholeAnswers {
    /// Parameters that choose objects, their order or a page, and leave each object as it is.
    private static let choosing: Set<String> = [
        "page", "pageSize", "size", "start", "startIndex", "count", "offset", "max", "limit", "next", "nextStartId",
        "filter", "search", "sort", "sortBy", "sortOrder", "orgId", "id", "ids", "email", "name", "displayName",
        "personId",
        "from", "to",
    ]

    /// Resources whose reads leave something out unless a parameter asks for it.
    ///
    /// The documents say of groups: "If false, no members returned", and false is what goes without saying. A SCIM group that
    /// is read by its id has its members; in a list it has not.
    private static let asking: [String: String] = [
        "group.get": "includeMembers", "group.list": "includeMembers", "scim_group.list": "includeMembers",
    ]

    /// Whether the objects in the answer to a read are whole.
    ///
    /// Any parameter that is not known to leave them as they are may leave something out, or add what is no part of them.
    ///
    /// - Parameters:
    ///   - operation: what was asked, a `get` or a `list`.
    ///   - query: its parameters.
    /// - Returns: whether nothing is known to be left out.
    static func are(_ operation: Operation, _ query: JSONObject) -> Bool {
        guard !operation.omitsArrays else { return false }
        let asked = asking[operation.name]
        if let asked, query[asked]?.bool != true, query[asked]?.string != "true" { return false }
        let isList = operation.verb == "list"
        return query.allSatisfy { $0.key == asked || $0.key == "orgId" || isList && choosing.contains($0.key) }
    }
}
