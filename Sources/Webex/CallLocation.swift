extension Call {
    /// Where it would be sent: base, path with its ids, and query, all percent-encoded.
    ///
    /// - Parameters:
    ///   - profile: whose bases to take.
    ///   - organization: the organisation's id.
    /// - Returns: the whole address.
    /// - Throws: `invalid` for a wrong number of ids, an empty one, or a value that fits no query.
    package func location(on profile: Profile, organization: String) throws(WebexError) -> String {
        try CallAddress.of(self, profile: profile, organization: organization)
    }

    /// The headers that it would be sent with for the operation's own parameters, the organisation's among them.
    ///
    /// - Throws: `invalid` for a value that fits no header.
    package func headers(organization: String) throws(WebexError) -> [(name: String, value: String)] {
        try CallHeaders.of(self, organization: organization)
    }
}
