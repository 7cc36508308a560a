import Host
import Transfer
import Webex

/// A stored profile as the verbs of sign-in use it: its credentials, and the way to its service.
struct Account: Sendable {
    let profile: Profile
    let credentials: CredentialFile
    private let surroundings: Surroundings
    private let homes: HomeFolders

    init(_ profile: Profile, _ surroundings: Surroundings) throws(HostError) {
        self.profile = profile
        self.surroundings = surroundings
        homes = try surroundings.homes()
        credentials = try surroundings.vault().credentials(of: profile.name)
    }

    /// The stored profile of that name; without one, the profile that a run would use.
    init(named name: String?, _ surroundings: Surroundings) throws(HostError) {
        let configuration = try ConfigurationFile(surroundings.homes().configurationFile).load()
        let choice = ProfileChoice(
            configuration: configuration,
            vault: try surroundings.vault(),
            environment: surroundings.environment
        )
        try self.init(choice.stored(name).profile, surroundings)
    }

    /// Does something with the way to the service, which ends with it.
    func withTransfer<Value>(_ body: (Transfer) async throws -> Value) async throws -> Value {
        let transfer = Transfer(settings: TransferSettings(for: profile))
        do {
            let value = try await body(transfer)
            transfer.shutdown()
            return value
        } catch {
            transfer.shutdown()
            throw error
        }
    }

    /// A session whose tokens are those of the store.
    func session(_ transfer: Transfer) throws(HostError) -> Session {
        try HomeFolders.make(homes.state)
        return Session(
            profile: profile,
            credentials: credentials,
            transfer: transfer,
            limiterFolder: homes.limitFolder,
            redaction: surroundings.redaction
        )
    }

    /// Keeps new credentials, while nobody else renews the old ones, and tells whom they belong to.
    func keep(_ fresh: Credentials, _ transfer: Transfer) async throws {
        try await replace { _ in fresh }
        try await tell(transfer)
    }

    /// Tells whose credentials were kept, and keeps that with them.
    func tell(_ transfer: Transfer) async throws {
        if try credentials.load().owner == nil, let owner = await (try session(transfer)).owner() {
            try await replace { kept in
                var kept = kept
                kept.owner = owner
                return kept
            }
        }
        surroundings.console.say("signed in: " + SignInText.line(profile, try credentials.load()))
    }

    /// Changes what is kept, with everybody else held off.
    func replace(_ change: (Credentials) -> Credentials) async throws {
        let hold = try await credentials.hold()
        defer { hold.release() }
        try credentials.save(change(try credentials.load()))
    }
}
