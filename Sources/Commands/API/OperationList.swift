import Catalog

/// Several operations as people read them.
enum OperationList {
    /// Every resource of each module, with its verbs; no operation is read for it.
    static func resources(width: Int) -> String {
        var text = ""
        for (module, title) in [
            (Operation.Module.cc, "cc: the contact centre"), (.webex, "webex: people, licences and the organisation"),
        ] {
            if !text.isEmpty { text += "\n" }
            text += title + "\n"
            var table = TextTable(width: width, indent: 2)
            for resource in Catalog.bundled.resources(of: module) {
                table.add(resource, verbs(of: resource).joined(separator: " "))
            }
            text += table.text
        }
        return text + "\npatchbay api RESOURCE shows its operations, patchbay api search WORD finds them.\n"
    }

    /// A table of operations: what scripts call, method, path, and marks.
    static func table(_ operations: [Operation], width: Int) -> String {
        var table = TextTable(width: width)
        for operation in operations {
            let marks = OperationNotes(operation).marks
            table.add(
                "\(operation.module.rawValue).\(operation.name)",
                operation.method,
                operation.path + (marks.isEmpty ? "" : " (\(marks.joined(separator: ", ")))")
            )
        }
        return table.text
    }

    /// The verbs of a resource, an older version by its number behind `@`.
    static func verbs(of resource: String) -> [String] {
        let prefix = resource + "."
        return Catalog.bundled.names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }
}
