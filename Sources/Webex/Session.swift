import Catalog
import Synchronization
import Transfer

/// The way to one org: calls, downloads, and everything between them and the wire.
///
/// The token is fetched, renewed and sent here; the rate limit and the retries of the contract are kept here. Safe to
/// call from any task; one for each profile and process.
package final class Session: Sendable {
    package let profile: Profile
    let catalog: Catalog
    let transfer: Transfer
    let settings: SessionSettings
    let clock: WallClock
    let tokens: TokenSource
    /// What all downloads of this session may receive together.
    package let bandwidth: Bandwidth
    /// Knows every secret of this session.
    package let redaction: Redaction
    let counter = TallyCounter()
    let addresses: SignedAddresses
    let renewals = AddressRenewals()
    let slots: SendingSlots
    /// The hosts that have answered anything yet: one that never did is given up on quickly.
    let contacts = Mutex<Set<String>>([])
    private let limiterFolder: String
    private let limiter = Mutex<RateLimiter?>(nil)

    /// Makes a session; nothing is sent yet, and the credentials are not read yet.
    ///
    /// - Parameters:
    ///   - profile: The org.
    ///   - credentials: Where its tokens are kept.
    ///   - transfer: Made with the profile's CA file and proxy.
    ///   - limiterFolder: Where all processes that share a state folder count their requests.
    ///   - settings: Patience.
    ///   - redaction: Learns every secret that is used; the process's own, so that nothing else shows them either.
    ///   - clock: The time of day; all who share `limiterFolder` must have the same.
    ///   - catalog: The operations, `capture.query` among them.
    package init(
        profile: Profile,
        credentials: any CredentialStore,
        transfer: Transfer,
        limiterFolder: String,
        settings: SessionSettings = SessionSettings(),
        redaction: Redaction = Redaction(),
        clock: WallClock = .system,
        catalog: Catalog = .bundled
    ) {
        self.profile = profile
        self.transfer = transfer
        self.limiterFolder = limiterFolder
        self.settings = settings
        self.clock = clock
        self.catalog = catalog
        self.redaction = redaction
        tokens = TokenSource(
            profile: profile,
            store: credentials,
            transfer: transfer,
            clock: clock,
            redaction: redaction,
            tryTimeout: settings.tryTimeout
        )
        bandwidth = Bandwidth(now: clock.now, sleep: clock.sleep)
        slots = SendingSlots(transfer.connectionsPerHost)
        addresses = SignedAddresses(limit: settings.rememberedAddresses)
    }

    /// The id of the organisation that the token belongs to.
    ///
    /// - Throws: `signed_out` when there is no token, or it cannot be renewed.
    package func organization() async throws(WebexError) -> String {
        try await tokens.token().organization
    }

    /// The trace that its requests are part of.
    package var trace: TraceID? { settings.trace }

    /// What may be told of the tokens in use; nothing before the first call.
    package var tokenFacts: TokenFacts { tokens.facts }

    /// What was asked of the service so far.
    package var tally: Tally { counter.now }

    /// The limiter of those who share this limit: a client id's, or without one the organisation's.
    func limiter(organization: String) throws(WebexError) -> RateLimiter {
        try limiter.withLock { limiter throws(WebexError) in
            if let limiter { return limiter }
            let sharer = profile.clientID.map { "client \($0)" } ?? "organisation \(organization)"
            do throws(RequestRecord.Failure) {
                let record = try RequestRecord(
                    folder: limiterFolder,
                    sharers: "\(profile.authURL)\n\(sharer)",
                    window: SlidingWindow(limit: profile.rateLimit)
                )
                let made = RateLimiter(record: record, clock: clock, maxWait: settings.retries.maxWait)
                limiter = made
                return made
            } catch { throw WebexError(error) }
        }
    }

    /// Waits milliseconds, and tells a cancel as an error of its own.
    func pause(_ milliseconds: Int64, operation: String) async throws(WebexError) {
        do { try await clock.sleep(milliseconds) } catch {
            throw WebexError(.cancelled, "cancelled while waiting to try again", operation: operation)
        }
    }
}

extension WebexError {
    /// The error for a record of requests that cannot be used: nothing may leave unrecorded.
    init(_ failure: RequestRecord.Failure) {
        self.init(
            .unavailable,
            "the shared record of requests cannot be used: \(failure)",
            hint: "check the state folder, its permissions and its free space",
            cause: failure
        )
    }
}
