import Catalog

/// The scopes that a token carries.
package struct GrantedScopes: Sendable, Equatable {
    /// Sorted, each once.
    package let names: [String]

    /// Reads them as the token endpoint says them, separated by blanks; what no scope is made of is passed over.
    package init(_ text: String) {
        names = Set(
            text.split { $0 == " " || $0 == "," || $0.isNewline }
                .filter { $0.utf8.allSatisfy { (33...126).contains($0) } }.map(String.init)
        ).sorted()
    }

    /// Whether a call of the operation can succeed with them; true where it is not known what it needs.
    package func suffice(for operation: Operation) -> Bool {
        operation.scopes.isEmpty || operation.scopes.contains { names.contains($0) }
    }
}
