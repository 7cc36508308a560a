import Catalog
import Host

/// What a person should know of an operation besides its parameters.
struct OperationNotes {
    let operation: Operation

    init(_ operation: Operation) { self.operation = operation }

    /// Marks for a table: a word or two each.
    var marks: [String] {
        var marks: [String] = []
        if operation.isDeprecated { marks.append("deprecated") }
        if operation.safety == .delete { marks.append("deletes") }
        if operation.erases != nil { marks.append("all = true") }
        if operation.paging != nil { marks.append("pages") }
        if operation.omitsArrays { marks.append("no arrays") }
        if operation.content?.media == .multipart { marks.append("upload") }
        return marks
    }

    /// Each in a sentence, the most important first.
    var all: [String] {
        var notes: [String] = []
        if operation.isDeprecated { notes.append("Deprecated: the service has announced its end.") }
        notes += changes
        if operation.omitsArrays {
            notes.append(
                """
                Arrays are left out of what it lists: such an object must not be written back. Read it by its id, or list \
                with { whole = true }.
                """
            )
        }
        if let paging { notes.append(paging) }
        if let key = operation.naturalKey { notes.append("People name these objects by \(key).") }
        if !operation.withheld.isEmpty {
            notes.append("Withheld from scripts, since it is a secret: \(operation.withheld.joined(separator: ", ")).")
        }
        notes += versions
        if let hiddenParameters { notes.append(hiddenParameters) }
        if !operation.scopes.isEmpty { notes.append("Needs a scope: \(operation.scopes.joined(separator: " or ")).") }
        return notes
    }

    private var changes: [String] {
        var notes: [String] = []
        switch operation.safety {
        case .read: break
        case .idempotent: notes.append("Changes the org; sent twice it has the same outcome.")
        case .create: notes.append("Makes something new each time it is sent.")
        case .delete: notes.append("Deletes: needs --allow-deletes.")
        }
        switch operation.erases {
        case nil: break
        case .always: notes.append("Empties the whole collection: needs the option all = true in the call.")
        case .when(let field):
            notes.append("With \(field) it empties the whole collection, and needs the option all = true in the call.")
        }
        return notes
    }

    private var paging: String? {
        guard let paging = operation.paging else { return nil }
        let way =
            switch paging {
            case .page: "page and pageSize"
            case .from: "moving from on, as there are no page numbers"
            case .flowPage: "page and size"
            case .link: "the address of the next page in the Link header"
            case .scim: "startIndex and count"
            case .offset: "offset and limit"
            case .next: "limit and next"
            case .start: "start and limit"
            case .startID: "nextStartId"
            }
        return "Comes in pages, by \(way): \(walkers(paging))."
    }

    /// What walks all of its pages; most that is paged but no list is walked in the place of the resource's list.
    private func walkers(_ paging: Operation.Paging) -> String {
        let function = "\(operation.module.rawValue).\(operation.plainName)"
        if paging == .startID { return "\(function) asks for one after the other, to the last" }
        switch operation.verb {
        case "list": return "list and each walk all of them"
        case "references": return "\(function) walks all of them"
        default:
            let made = LuaAPI().made(of: operation.resource)
            guard made.contains(where: { $0.name == "each" }) else { return "ask for one after the other" }
            let list = "\(operation.module.rawValue).\(operation.resource)"
            return "\(list).list and .each walk all of them with the option of = \"\(operation.verb)\""
        }
    }

    /// Parameters that the command line has options of its own for, where these come first.
    private var hiddenParameters: String? {
        let hidden = (operation.query + operation.givenHeaders).map(\.name).filter {
            APICallVerb.optionNames.contains("--" + $0)
        }
        guard !hidden.isEmpty else { return nil }
        return "On the command line: "
            + hidden.map { "--parameter \($0)=VALUE, since --\($0) is Patchbay's own" }.joined(separator: "; ") + "."
    }

    private var versions: [String] {
        let plain = operation.plainName
        if operation.isOlderVersion {
            return ["An older version: call \(plain) with the option v = \(operation.version)."]
        }
        return Catalog.bundled.versions(of: plain).filter(\.isOlderVersion).map {
            "There is an older version, \($0.name), by the option v = \($0.version)."
        }
    }
}
