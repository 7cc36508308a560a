import Catalog
import JSON

/// What a request for a list asks for, besides the page.
struct ListQuery: Sendable {
    /// What pages are asked for by.
    private static let paging = [
        "page", "pageSize", "size", "includePagination", "max", "cursor", "startIndex", "count", "offset", "limit",
        "next", "start",
    ]
    /// What makes no difference to a list of the simulator's, whose objects are always whole and always seen by all.
    private static let without = [
        "includeCount", "includeAIMappingCount", "includeDynamicSkillsLimitReached", "provisioningView",
        "supervisorView", "desktopProfileFilter", "includeUrl", "includeNames", "orgId", "excludeStatus",
        "callingData", "includeMembers", "timezone",
    ]
    private static let known = [
        "filter", "search", "attributes", "singleObjectResponse", "sort", "sortBy", "sortOrder",
    ]

    let filter: Filter?
    let search: Search?
    /// The filter, the search and the order as text.
    let question: String
    /// The fields to show besides the id; nil for all.
    let attributes: [String]?
    /// Whether the one object that is found is shown with its arrays.
    let isSingle: Bool
    /// Nil for the order of creation.
    let order: ListOrder?

    /// Reads the query of a list operation; 400 for what it cannot be.
    ///
    /// A parameter that has the name of a field is a condition. Of all others that the simulator makes nothing of, it
    /// says so: to leave one aside would be to answer another question than was asked.
    init(_ asked: OperationCall, of collection: OrgCollection) throws(ServiceFault) {
        let query = asked.query
        var conditions: [Filter] = []
        for parameter in asked.operation.query {
            guard let text = query[parameter.name], text != "false" else { continue }
            guard !Self.known.contains(parameter.name), !Self.paging.contains(parameter.name),
                !Self.without.contains(parameter.name)
            else { continue }
            guard let condition = Self.condition(parameter.name, text, in: collection.fields, of: collection.resource)
            else {
                // Without it there would be no answer at all.
                guard !parameter.isRequired else { continue }
                throw ServiceFault(400, "the simulator's lists know no \(parameter.name)")
            }
            conditions.append(condition)
        }
        isSingle = query["singleObjectResponse"] == "true"
        if let text = query["filter"] {
            conditions.append(try Filter(parsing: text, fields: collection.fields))
        }
        filter = conditions.isEmpty ? nil : conditions.count == 1 ? conditions[0] : .all(conditions)
        if let text = query["search"] {
            search = try Search(parsing: text, columns: collection.searchColumns)
        } else {
            search = nil
        }
        question = asked.operation.query.filter { !Self.paging.contains($0.name) }
            .map { query[$0.name] ?? "" }.joined(separator: "\n")
        attributes = query["attributes"]?.split(separator: ",").map(String.init)
        order = Self.order(query)
    }

    /// `sort=name,DESC`, or `sortBy=name&sort=desc`, or `sortBy=name&sortOrder=descending`.
    private static func order(_ query: FormFields) -> ListOrder? {
        let parts = (query["sort"] ?? "").split { ",;: ".contains($0) }.map(String.init)
        let field = query["sortBy"] ?? parts.first
        guard let field, !["asc", "desc"].contains(field.lowercased()) else { return nil }
        let direction = query["sortOrder"] ?? parts.last ?? ""
        return ListOrder(field: field, descends: direction.lowercased().hasPrefix("desc"))
    }

    /// The condition that a parameter with the name of a field stands for.
    private static func condition(
        _ name: String,
        _ text: String,
        in fields: [String: FieldKind],
        of resource: String
    ) -> Filter? {
        let singular = name.hasSuffix("s") ? String(name.dropLast()) : name
        let word = resource.split(separator: "_").last ?? ""
        let names = [name, singular] + (name == "\(word)Id" ? ["id"] : [])
        guard let field = names.first(where: { fields[$0] != nil }), let kind = fields[field] else {
            return nil
        }
        let values = text.split(separator: ",").compactMap { value -> JSONValue? in
            switch kind {
            case .text: .string(String(value))
            case .integer: Int64(value).map(JSONValue.integer)
            case .boolean: .bool(value == "true")
            }
        }
        return .condition(Filter.Condition(field: field, comparison: .anyOf, values: values))
    }
}
