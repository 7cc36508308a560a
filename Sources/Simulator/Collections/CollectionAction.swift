import Catalog

/// What the operations of a collection do, whatever its resource is.
enum CollectionAction: Sendable {
    case list, get, create, update, delete
    case bulk, export, references, purge, deleteAll

    /// What an operation does; nil for what only its own resource has.
    ///
    /// The end of the path tells it where it has a word for it, else the verb.
    init?(_ operation: Operation) {
        switch (operation.method, operation.path.split(separator: "/").last) {
        case ("POST", "bulk"), ("PATCH", "bulk"):
            guard operation.body.contains(where: { $0.name == "items" }) else { return nil }
            self = .bulk
        case ("GET", "bulk-export"): self = .export
        case ("GET", "incoming-references"): self = .references
        case ("POST", "purge-inactive-entities"): self = .purge
        default:
            switch operation.verb {
            case "list": self = .list
            case "get": self = .get
            case "create": self = .create
            case "update": self = .update
            case "patch": self = .update
            case "delete": self = .delete
            case "delete_all": self = .deleteAll
            default: return nil
            }
        }
    }
}
