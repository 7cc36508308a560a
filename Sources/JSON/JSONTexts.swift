extension JSONValue {
    /// Visits every text in it, at any depth: values, and the names of fields.
    package func eachText(_ visit: (String) -> Void) {
        switch self {
        case .string(let text): visit(text)
        case .array(let entries): for entry in entries { entry.eachText(visit) }
        case .object(let fields):
            for field in fields {
                visit(field.key)
                field.value.eachText(visit)
            }
        default: return
        }
    }
}
