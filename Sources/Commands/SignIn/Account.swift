import Host
import Transfer
import Webex

/// A stored profile as the verbs of sign-in use it: its credentials, and the way to its service.
struct Account: Sendable {
    let profile: Profile
    let credentials: CredentialFile
    private let surroundings: Surroundings

    init(_ profile: Profile, _ surroundings: Surroundings) throws(HostError) {
        self.profile = profile
        self.surroundings = surroundings
        profile.proxy.map(ProxyAddress.secrets)?.forEach(surroundings.redaction.add)
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
    func session(_ transfer: Transfer, _ settings: SessionSettings = SessionSettings()) throws(HostError) -> Session {
        try surroundings.session(profile, credentials, transfer, settings)
    }

    /// Gets new credentials and keeps them, with everybody else held off from before they are asked for.
    ///
    /// A code or a refresh token may be spent by asking. So what is kept is written once more first: a folder, a disk or a
    /// file that takes nothing is told while nothing is lost.
    /// - Parameter ask: is given what is kept.
    /// - Throws: what `ask` throws, or why they cannot be kept; what was kept before stays then.
    func obtain(_ ask: (Credentials) async throws -> Credentials) async throws {
        let hold = try await credentials.hold()
        defer { hold.release() }
        let before = try credentials.load()
        try credentials.save(before)
        do {
            try credentials.save(try await ask(before))
        } catch {
            if before == Credentials() { try? credentials.remove() }
            throw error
        }
    }

    /// Changes what is kept, with everybody else held off.
    func replace(_ change: (Credentials) -> Credentials) async throws {
        let hold = try await credentials.hold()
        defer { hold.release() }
        try credentials.save(change(try credentials.load()))
    }

    /// Tells that it is signed in and, where the service says so soon, as whom.
    ///
    /// The sign-in stands already: nothing that fails here is a failure of it.
    func tell(_ transfer: Transfer) async throws {
        let kept = try credentials.load()
        if kept.owner == nil, let owner = await owner(transfer) {
            try? await replace { now in
                var named = now
                // Somebody else may have signed in meanwhile.
                if now.accessToken == kept.accessToken { named.owner = owner }
                return named
            }
        }
        surroundings.console.say("signed in: " + Console.plain(SignInText.line(profile, try credentials.load())))
    }

    /// Whom the service says the tokens belong to, if it does so within seconds.
    private func owner(_ transfer: Transfer) async -> String? {
        let settings = SessionSettings(retries: RetryPolicy(patience: 0, maxWait: 0), tryTimeout: 5_000)
        guard let session = try? session(transfer, settings) else { return nil }
        return await withTaskGroup(of: String?.self) { group in
            group.addTask { await session.owner() }
            group.addTask {
                try? await WallClock.system.sleep(settings.tryTimeout)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}
