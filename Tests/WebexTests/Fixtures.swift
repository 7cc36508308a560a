import Glibc
import JSON
import Synchronization
import TestSupport
import Transfer

@testable import Catalog
@testable import Webex

/// A clock that goes on only when somebody waits by it, and then at once.
///
/// Of several who wait, each pulls it to its own time; it never goes back.
final class LeapingClock: Sendable {
    private let time: Mutex<Int64>
    private let slept = Mutex<[Int64]>([])

    init(_ start: Int64 = 1_700_000_000_000) { time = Mutex(start) }

    var now: Int64 { time.withLock { $0 } }
    /// All waits so far, in milliseconds.
    var waits: [Int64] { slept.withLock { $0 } }

    func leap(_ milliseconds: Int64) { time.withLock { $0 += milliseconds } }

    var wall: WallClock {
        WallClock(now: { self.now }) { milliseconds in
            try Task.checkCancellation()
            let until = self.now + milliseconds
            self.slept.withLock { $0.append(milliseconds) }
            self.time.withLock { $0 = max($0, until) }
            await Task.yield()
        }
    }
}

/// Things that happened, in their order, from whatever task.
final class Happenings<Item: Sendable>: Sendable {
    private let items = Mutex<[Item]>([])

    var all: [Item] { items.withLock { $0 } }
    func add(_ item: Item) { items.withLock { $0.append(item) } }
}

/// Credentials in memory, counting how often they were saved.
final class MemoryStore: CredentialStore {
    struct Full: Error {}
    private let kept: Mutex<Credentials>
    private let saves = Mutex(0)
    private let failures: Mutex<Int>
    /// What happens while somebody else holds the store, before it is ours.
    private let beforeHold: @Sendable (MemoryStore) -> Void

    init(
        _ credentials: Credentials,
        failuresToSave: Int = 0,
        beforeHold: @escaping @Sendable (MemoryStore) -> Void = { _ in }
    ) {
        kept = Mutex(credentials)
        failures = Mutex(failuresToSave)
        self.beforeHold = beforeHold
    }

    var saved: Int { saves.withLock { $0 } }
    func load() throws -> Credentials { kept.withLock { $0 } }
    func save(_ credentials: Credentials) throws {
        let fails = failures.withLock { left in
            left -= 1
            return left >= 0
        }
        if fails { throw Full() }
        kept.withLock { $0 = credentials }
        saves.withLock { $0 += 1 }
    }
    func hold() -> any CredentialHold {
        beforeHold(self)
        return SoleHold()
    }
}

/// A session before a scripted server, with everything that it needs.
struct Bench {
    static let token = "rand_om_cluster_org-1"
    let server: ScriptedServer
    let session: Session
    let clock: LeapingClock
    let store: MemoryStore
    let folder: TemporaryFolder

    init(
        credentials: Credentials? = nil,
        limit: Int = 0,
        settings: SessionSettings = SessionSettings(),
        store: MemoryStore? = nil,
        url: String? = nil,
        clock: LeapingClock = LeapingClock(),
        transfer: Transfer = Transfer(),
        folder: TemporaryFolder? = nil,
        _ handler: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Reply
    ) throws {
        server = try ScriptedServer(handler)
        self.folder = try folder ?? TemporaryFolder()
        self.clock = clock
        self.store =
            store
            ?? MemoryStore(
                credentials
                    ?? Credentials(clientSecret: "s3cr3t/+", accessToken: Self.token, refreshToken: "refresh&token")
            )
        let base = url ?? server.url
        session = Session(
            profile: Profile(
                name: "test",
                apiURL: base,
                authURL: base + "/v1",
                clientID: "client-1",
                redirectURI: "http://localhost:1/callback",
                rateLimit: limit
            ),
            credentials: self.store,
            transfer: transfer,
            limiterFolder: self.folder.path,
            settings: settings,
            clock: clock.wall,
            catalog: Self.catalog
        )
    }

    /// One operation of each safety, beside those that ship.
    static let catalog: Catalog = {
        func operation(
            _ name: String,
            _ method: String,
            _ path: String,
            base: Operation.Base = .contactCentre,
            safety: Operation.Safety,
            scopes: [String] = []
        ) -> Operation {
            Operation(
                name: name,
                method: method,
                path: path,
                base: base,
                safety: safety,
                scopes: scopes
            )
        }
        let bundled = Catalog.bundled
        return Catalog(
            bundled.names.compactMap { bundled[$0] } + [
                operation("thing.get", "GET", "/organization/{orgid}/thing/{id}", safety: .read),
                operation("thing.create", "POST", "/organization/{orgid}/thing", safety: .create),
                operation("thing.delete", "DELETE", "/organization/{orgid}/thing/{id}", safety: .delete),
                operation("thing.update", "PUT", "/organization/{orgid}/thing/{id}", safety: .idempotent),
                operation("scim.list", "GET", "/identity/scim/{orgId}/v2/Users", base: .webex, safety: .read),
                operation("people.list", "GET", "/people", base: .webex, safety: .read),
            ]
        )
    }()

    func call(
        _ name: String,
        ids: [String] = [],
        query: [(String, JSONValue)] = [],
        body: JSONValue? = nil,
        timeout: Int64? = nil
    ) async throws -> Answer {
        try await session.call(
            Call(
                operation: Self.catalog.operation(named: name),
                ids: ids,
                query: query,
                body: body,
                timeout: timeout,
                isChecked: !name.hasPrefix("thing.")
            )
        )
    }

    /// The error of a call; nil when it went well.
    func failure(
        of name: String,
        ids: [String] = [],
        query: [(String, JSONValue)] = [],
        body: JSONValue? = nil,
        timeout: Int64? = nil
    ) async -> WebexError? {
        do {
            _ = try await call(name, ids: ids, query: query, body: body, timeout: timeout)
            return nil
        } catch { return error as? WebexError }
    }
}
