import Catalog
import JSON

/// What a request for a list asks for, as far as planned objects can be held against it.
struct ListQuestion {
    /// The planned objects that are wanted; nil where all are.
    let filter: PlannedFilter?
    /// The parameter that planned objects cannot be held against, as `search=Ada`; nil where they can.
    let unjudged: String?
    /// Whether it is the first page that is asked for, or the only one.
    let isFirstPage: Bool
    private let attributes: Set<String>?
    private let excluded: Set<String>
    private let omitsArrays: Bool

    /// Parameters that say which page is meant, and how long it is.
    private static let paging: Set<String> = [
        "page", "pageSize", "size", "includePagination", "max", "cursor", "startIndex", "count", "offset", "limit",
        "next", "start",
    ]
    /// Parameters that select nothing, besides those that begin with `include`.
    private static let harmless: Set<String> = [
        "attributes", "excludedAttributes", "sort", "sortBy", "sortOrder", "singleObjectResponse", "orgId",
        "provisioningView", "callingData", "excludeStatus", "returnGroups", "groupUsageTypes", "timezone",
        "minResponse",
    ]
    /// Parameters that are named otherwise than the field, or compared otherwise.
    private static let own: [String: [String: (field: String, comparison: PlannedFilter.Comparison)]] = [
        "person": ["email": ("emails", .folded), "displayName": ("displayName", .beginning), "id": ("id", .exact)],
        "workspace_location": ["displayName": ("displayName", .beginning)],
    ]

    /// Reads a request.
    ///
    /// - Parameters:
    ///   - operation: the list.
    ///   - query: the parameters.
    ///   - link: the address of a further page, if it is one.
    ///   - fields: the fields that objects of the resource may have.
    init(_ operation: Operation, query: [(String, JSONValue)], link: String?, fields: Set<String>) {
        var conditions: [PlannedFilter] = []
        var unjudged: String?
        var texts: [String: String] = [:]
        for (name, value) in query {
            guard let text = Self.text(value), !text.isEmpty else { continue }
            texts[name] = text
            if Self.paging.contains(name) || Self.harmless.contains(name) || name.hasPrefix("include") { continue }
            if let condition = Self.condition(name, text, operation, fields) {
                conditions.append(condition)
            } else if text != "false" {
                unjudged = unjudged ?? "\(name)=\(text)"
            }
        }
        filter = conditions.isEmpty ? nil : conditions.count == 1 ? conditions[0] : .all(conditions)
        self.unjudged = unjudged
        let isBehind = ["page", "offset", "start"].contains { texts[$0].map { $0 != "0" } ?? false }
        let startIndex = texts["startIndex"].flatMap { Int($0) } ?? 1
        isFirstPage =
            link == nil && !isBehind && startIndex <= 1 && texts["next"] == nil && texts["cursor"] == nil
        func names(_ parameter: String) -> Set<String>? {
            texts[parameter].map { Set($0.split(separator: ",").map { String($0.trimmingBlanks) }) }
        }
        attributes = names("attributes")
        excluded = names("excludedAttributes") ?? []
        omitsArrays = operation.omitsArrays && texts["singleObjectResponse"] != "true"
    }

    /// Whether the list has an object.
    func wants(_ object: JSONObject) -> Bool { filter?.matches(object) ?? true }

    /// An object as the list shows it.
    func shown(_ object: JSONObject) -> JSONObject {
        guard attributes != nil || !excluded.isEmpty || omitsArrays else { return object }
        return JSONObject(
            object.filter { field in
                if omitsArrays, field.value.array != nil { return false }
                return field.key == "id" || (attributes?.contains(field.key) ?? true) && !excluded.contains(field.key)
            }
        )
    }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .bool(let flag): flag ? "true" : "false"
        case .array(let entries): entries.compactMap(text).joined(separator: ",")
        case .number, .object, .null: nil
        }
    }

    private static func condition(
        _ name: String,
        _ text: String,
        _ operation: Operation,
        _ fields: Set<String>
    ) -> PlannedFilter? {
        if name == "filter" {
            return operation.paging == .scim ? PlannedFilter(scim: text) : PlannedFilter(rsql: text)
        }
        let values = text.split(separator: ",").map { String($0.trimmingBlanks) }
        if let way = own[operation.resource]?[name] {
            return .oneOf(path: [way.field], values: values, way.comparison)
        }
        // What is a field's name, or several of them, is compared with it.
        let names = [name] + (name.hasSuffix("s") ? [String(name.dropLast())] : [])
        return names.first(where: fields.contains).map { .oneOf(path: [$0], values: values, .exact) }
    }
}

extension Substring {
    /// Without the blanks around it.
    fileprivate var trimmingBlanks: Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text = text.dropLast() }
        return text
    }
}
