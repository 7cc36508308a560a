/// What was granted to a client once: all tokens that came of it carry the same, and can be revoked together.
struct Authorization: Sendable {
    /// Tells it from all others.
    let number: Int
    let clientID: String
    let scopes: [String]
    /// The e-mail address of the person who signed in; nil for a machine account.
    let person: String?

    /// Whether it reaches what needs any one of some scopes; nothing is needed where none is named.
    func suffices(for needed: [String]) -> Bool {
        needed.isEmpty || needed.contains { scopes.contains($0) }
    }
}
