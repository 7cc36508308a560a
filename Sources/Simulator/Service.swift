import Catalog
import JSON
import Synchronization

/// All parts of the stand-in service, put together from the options.
///
/// Safe to share.
final class Service: Sendable {
    let options: SimulatorOptions
    let window: TimeWindow
    let org: Org
    let tasks: TaskBook
    let captures: CaptureBook
    let signer: AddressSigner
    let tokens: TokenDesk
    let people: People
    let sync: UserSync
    let allowance: RequestAllowance
    let traffic = TrafficCount()
    let writes = WriteCount()
    let messages = MessageBook()
    let faults: FaultDesk
    let lateRecordings: LateRecordings
    private let requests = Atomic<UInt64>(0)

    /// Org objects are as old as this in every run, so that the same seed gives the same org on any day.
    private static let orgCreatedTime: Int64 = 1_700_000_000_000

    init(_ options: SimulatorOptions) {
        self.options = options
        faults = FaultDesk(options.faults)
        let hash = SeededHash(seed: options.seed)
        window = TimeWindow(before: options.now())
        org = Org(hash: hash, users: options.users, createdTime: Self.orgCreatedTime, catalog: .bundled)
        tasks = TaskBook(count: options.tasks, burst: options.burst, window: window, hash: hash)
        captures = CaptureBook(
            tasks: tasks,
            recordingSeconds: options.recordingSeconds,
            isVaried: options.variesRecordings
        )
        lateRecordings = LateRecordings(at: options.now() + Int64(options.lateSeconds) * 1000)
        signer = AddressSigner(hash)
        tokens = TokenDesk(hash: hash, orgID: org.id, options: options)
        people = People(org)
        sync = UserSync(org, seconds: options.syncSeconds)
        allowance = RequestAllowance(limit: options.rateLimit)
    }

    /// What to tell clients once the port is known.
    ///
    /// It signs in, so each call gives a new access token.
    func ready(port: Int) -> ReadyLine {
        let now = options.now()
        let grant = tokens.issue(tokens.integration, person: people.administrator, now: now)
        let address = "http://127.0.0.1:\(port)"
        return ReadyLine(
            apiURL: address,
            authURL: "\(address)/v1",
            orgID: org.id,
            clientID: tokens.integration.id,
            clientSecret: tokens.integration.secret,
            accessToken: grant.accessToken,
            refreshToken: grant.refreshToken,
            from: window.from,
            to: window.to,
            serviceApp: ReadyLine.ServiceApp(
                applicationID: tokens.serviceApp.applicationID,
                clientID: tokens.serviceApp.id,
                clientSecret: tokens.serviceApp.secret
            ),
            tokens: ReadyLine.Tokens(
                scope: grant.scopes.joined(separator: " "),
                issued: now,
                accessSeconds: grant.accessSeconds,
                refreshSeconds: grant.refreshSeconds
            )
        )
    }

    /// Whom a token belongs to, as the admin API tells.
    func person(of authorization: Authorization) -> JSONObject {
        authorization.person.map(people.person) ?? people.machine(tokens.serviceApp)
    }

    /// A name for one request that errors can be looked up by.
    func nextTrackingID() -> String {
        "SIMULATOR_\(requests.add(1, ordering: .relaxed).newValue)"
    }
}
