/// Where a profile's credentials are kept between runs.
///
/// Safe to call from any task.
package protocol CredentialStore: Sendable {
    /// What is kept now: another process may have renewed the tokens since the last call.
    func load() throws -> Credentials

    /// Replaces what is kept, durably, before it returns.
    ///
    /// A refreshed pair must survive a crash.
    func save(_ credentials: Credentials) throws

    /// Waits until nobody else renews these credentials, in this process or another, and keeps them off.
    ///
    /// Who holds it reads the store again before renewing: the one before may have done so.
    /// - Throws: when the wait is cancelled, or has lasted so long that the holder must be stuck.
    func hold() async throws -> any CredentialHold
}

/// The right to renew credentials; others wait until it is released.
package protocol CredentialHold: Sendable {
    /// Lets the next one go on; without effect when it was released before.
    func release()
}

/// The hold of a store that no other process can reach.
package struct SoleHold: CredentialHold {
    package init() {}

    package func release() {}
}
