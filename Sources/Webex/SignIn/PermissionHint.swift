import Catalog

/// What a token probably lacks for an operation: the way out of a 403, which itself never says.
enum PermissionHint {
    /// - Parameters:
    ///   - operation: what was refused.
    ///   - granted: what the token carries, where that is known.
    ///   - profile: whose token it is.
    /// - Returns: what is probably missing, and how to come by it.
    static func of(_ operation: Operation, granted: GrantedScopes?, profile: Profile) -> String {
        guard let granted else {
            return "the token may lack a scope (\(needed(operation))), or its owner the role of \(role(operation))"
        }
        if operation.scopes.isEmpty {
            let names = granted.names.isEmpty ? "none" : granted.names.joined(separator: " ")
            return "no document says which scope it needs; the token carries \(names), "
                + "and its owner may lack the role of \(role(operation))"
        }
        if !granted.suffice(for: operation) { return lacking(operation, granted, profile: profile) }
        let missing = operation.asksFor.filter { !granted.names.contains($0) }
        let scope = missing.isEmpty ? "" : ", or the token the scope \(missing.joined(separator: " and "))"
        return "the owner of the token probably lacks the role of \(role(operation))\(scope)"
    }

    /// The error for a call that the granted scopes cannot satisfy; nothing was sent.
    static func refusal(of operation: Operation, granted: GrantedScopes, profile: Profile) -> WebexError {
        WebexError(
            .forbidden,
            "the token was not granted the scope for this",
            operation: operation.name,
            hint: lacking(operation, granted, profile: profile)
        )
    }

    private static func lacking(_ operation: Operation, _ granted: GrantedScopes, profile: Profile) -> String {
        let names = granted.names.isEmpty ? "none" : granted.names.joined(separator: " ")
        let wanted = granted.names + operation.asksFor.filter { !granted.names.contains($0) }
        return "it needs \(needed(operation)), and carries \(names); \(profile.signInHint(scopes: wanted))"
    }

    private static func needed(_ operation: Operation) -> String {
        operation.scopes.isEmpty ? "which one is in no document" : operation.scopes.joined(separator: " or ")
    }

    /// Recorded media needs a compliance officer, by one guide; the configuration an administrator.
    private static func role(_ operation: Operation) -> String {
        operation.resource == "capture" ? "compliance officer" : "administrator"
    }
}
