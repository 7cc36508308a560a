import Catalog

/// An operation that Webex means to take away, and what there is in its place.
enum Deprecation {
    /// Resources whose settings have moved to another, by the documents.
    private static let moved = [
        "agent_burnout": "ai_feature", "auto_csat": "ai_feature", "generated_summary": "ai_feature",
        "legacy_auto_csat_question": "auto_csat_question",
    ]

    /// What a person is told of a deprecated operation; nil for any other.
    static func warning(of operation: Operation, in catalog: Catalog) -> String? {
        guard operation.isDeprecated else { return nil }
        let warning = "\(operation.name): Webex calls this deprecated"
        return warning + (replacement(of: operation, in: catalog).map { "; use \($0)" } ?? "")
    }

    private static func replacement(of operation: Operation, in catalog: Catalog) -> String? {
        let newest = String(operation.name.prefix { $0 != "@" })
        if newest != operation.name, catalog[newest]?.isDeprecated == false { return "\(newest) without a version" }
        let verb = newest.dropFirst(operation.resource.count + 1)
        if verb == "bulk_export" { return "\(operation.resource).each" }
        guard let resource = moved[operation.resource] else { return nil }
        return catalog["\(resource).\(verb)"].map(\.name) ?? resource
    }
}
