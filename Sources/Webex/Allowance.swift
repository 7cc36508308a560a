/// What a rate limit has left at one moment, counted over all processes that share it.
package struct Allowance: Sendable, Equatable {
    /// Requests that may leave at once; nil where there is no limit.
    package let left: Int?
    /// Until when a Retry-After holds everyone, in milliseconds since 1970; nil when none does.
    package let heldUntil: Int64?
}

extension Session {
    /// What the limit has left now; nothing is sent and nothing counted.
    ///
    /// - Returns: nil when nobody can say which limit it is: without a client id the organisation of the token decides.
    /// - Throws: `unavailable` when the shared record cannot be read.
    package func allowance() throws(WebexError) -> Allowance? {
        let organization = profile.clientID == nil ? tokens.storedOrganization : ""
        guard let organization else { return nil }
        return try limiter(organization: organization).allowance()
    }

    /// A token that is good now, for who calls the service without us.
    ///
    /// - Throws: `signed_out` when there is none, or it cannot be renewed.
    package func bearerToken() async throws(WebexError) -> String {
        try await tokens.token().text
    }
}
