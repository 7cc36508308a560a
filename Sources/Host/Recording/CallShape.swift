import Catalog
import JSON

/// What the catalog knows of the arguments of a `call`.
enum CallShape {
    /// The operation that is called; nil where there is none of that name.
    static func operation(_ arguments: JSONValue) -> Operation? {
        try? Catalog.bundled.operation(
            named: arguments["operation"]?.string ?? "",
            module: arguments["module"]?.string,
            version: CallOrder.version(in: arguments["arguments"]?.array ?? [])
        )
    }

    /// The entries of a request for many, each with what it is known by; none of any other call.
    static func entries(_ arguments: JSONValue, scope: String) -> [WriteDraft] {
        guard let operation = operation(arguments), operation.countedLists == [BulkAnswer.list],
            let order = try? CallOrder(operation, arguments: arguments["arguments"]?.array ?? [], link: nil)
        else { return [] }
        let parts = Door.$scope.withValue(scope) {
            ChangeParts(
                operation,
                ids: order.ids,
                query: order.query,
                body: order.body,
                safety: operation.safety,
                scopes: arguments["scopes"]?.array?.compactMap(\.string) ?? []
            )
        }
        return parts.isBulk ? parts.drafts : []
    }
}
