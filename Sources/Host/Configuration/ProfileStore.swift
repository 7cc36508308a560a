import Webex

/// Stores and forgets orgs, each as a whole: what the configuration says of one, and what it signs in with.
package struct ProfileStore: Sendable {
    private let file: ConfigurationFile
    private let vault: Vault

    package init(_ file: ConfigurationFile, _ vault: Vault) {
        self.file = file
        self.vault = vault
    }

    /// Stores an org.
    ///
    /// Its credentials are written first, while the configuration is locked: as long as no profile is listed no run takes
    /// them, so what a crash between the two leaves behind is never used. When the configuration cannot be written, they
    /// are put back as they were.
    /// - Parameters:
    ///   - stored: the org.
    ///   - credentials: all it signs in with; what an earlier profile of that name left is not inherited, since it may be
    ///     another org's.
    ///   - replacing: whether a profile of that name makes way for it.
    ///   - isDefault: whether it becomes the default.
    /// - Throws: `HostError`; then nothing is stored. `CancellationError`, when it had to wait for a renewal.
    package func add(
        _ stored: StoredProfile,
        credentials: Credentials = Credentials(),
        replacing: Bool = false,
        isDefault: Bool = false
    ) async throws {
        let name = stored.profile.name
        // It becomes a file's name.
        try Configuration.checkName(name, subject: "profile")
        // Before a lock is made for it.
        var trial = try file.load()
        try trial.add(stored, replacing: replacing)
        let own = vault.credentials(of: name)
        let hold = try await own.hold()
        defer { hold.release() }
        var before: Credentials?
        do {
            try file.change { configuration throws(HostError) in
                try configuration.add(stored, replacing: replacing)
                if isDefault { configuration.defaultProfile = name }
                before = try Self.replace(own, with: credentials)
            }
        } catch {
            if let before { _ = try? Self.replace(own, with: before) }
            throw error
        }
    }

    /// Forgets an org and its credentials.
    ///
    /// The credentials go first: who forgets an org wants no secret left, and as long as it is listed can ask again.
    /// - Throws: `HostError`, with near names where there is no such profile.
    package func remove(_ name: String) async throws {
        // Before a lock is made for it.
        _ = try file.load().profile(named: name)
        let own = vault.credentials(of: name)
        let hold = try await own.hold()
        defer { hold.release() }
        try file.change { configuration throws(HostError) in
            try configuration.remove(name)
            try own.remove()
        }
    }

    /// Writes credentials in the place of others; none at all are no file.
    ///
    /// - Returns: what was there.
    private static func replace(_ own: CredentialFile, with new: Credentials) throws(HostError) -> Credentials {
        do {
            let before = try own.load()
            if new == Credentials() { try own.remove() } else { try own.save(new) }
            return before
        } catch let error as HostError {
            throw error
        } catch {
            throw HostError(.unavailable, "credentials", "could not be stored: \(error)")
        }
    }
}
