/// A piece of a line about a plan, with what it says: text and page show it each in their own way.
struct PlanPiece: Equatable {
    enum Role: String {
        case plain, field, added, removed, faint
    }

    var text: String
    var role = Role.plain
    /// The id that a name stands for.
    var id: String?

    init(_ text: String, _ role: Role = .plain, id: String? = nil) {
        self.text = text
        self.role = role
        self.id = id
    }
}
