import JSON
import Journal
import Synchronization
import TestSupport
import Testing
import Transfer
import Wire

@testable import Catalog
@testable import Host
@testable import Webex

/// The handlers of calls as a run has them, before a scripted server, without a worker.
final class CallBench: Sendable {
    let server: ScriptedServer
    let session: Session
    let folder: TemporaryFolder
    let journal: RunJournal
    let calls: CallEffects
    private let said: Lines

    /// The warnings so far.
    var warnings: [String] { said.all }

    init(
        permissions: Permissions = Permissions(),
        catalog: Catalog = .bundled,
        secrets names: [String] = [],
        _ handler: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Reply = { _ in .init(200, "{}") }
    ) async throws {
        server = try ScriptedServer(handler)
        folder = TemporaryFolder()
        let redaction = Redaction()
        session = Session(
            profile: Profile(name: "test", apiURL: server.url, authURL: server.url + "/v1", rateLimit: 0),
            credentials: FixedCredentials(),
            transfer: Transfer(),
            limiterFolder: folder.path,
            settings: SessionSettings(retries: RetryPolicy(patience: 0)),
            redaction: redaction,
            catalog: catalog
        )
        let store = try Vault(in: folder, redaction: redaction).secrets
        for name in ["hook", "other"] { try await store.set(name, to: "canary-\(name)-0123456789012345678901234567") }
        let granted = GrantedSecrets(store)
        granted.grant(names)
        try folder.makeFolder("work")
        let place = JournalPlace(folder: folder.path, opening: JournalOnDemand(folder: folder.path))
        let record = RunRecord(
            id: "bench",
            kind: .script,
            script: "/bench.lua",
            scriptHash: "",
            words: [],
            profile: "test",
            isSimulated: false,
            user: "test",
            folder: folder.path,
            started: 0,
            seed: 0,
            options: "{}",
            version: "0"
        )
        try await place.store.begin(record)
        journal = RunJournal(
            place.store,
            record: record,
            recollection: nil,
            clock: .system,
            redaction: redaction,
            // A change meets what the journal meets; after the last one the folder may be gone.
            failed: { _ in },
            undecided: { Issue.record("nobody can decide on \($0.number)") }
        )
        let said = Lines()
        self.said = said
        calls = CallEffects(
            session: session,
            catalog: catalog,
            permits: ChangePermits(permissions),
            grants: Grants(
                [try PathGrant("work", .write, .folder, origin: .typed, currentFolder: folder.path)],
                currentFolder: folder.path,
                forbidden: []
            ),
            secrets: granted,
            warnings: CallWarnings { said.add($0) },
            journal: journal,
            seen: SeenObjects(isKept: false)
        )
    }

    /// What a script gets for a call: the head, and the body as text.
    @discardableResult
    func call(
        _ name: String,
        _ arguments: [JSONValue] = [],
        module: String? = nil,
        link: String? = nil
    ) async throws -> (head: JSONValue, body: String) {
        var effect: JSONObject = ["operation": .string(name), "arguments": .array(arguments)]
        effect["module"] = module.map(JSONValue.string)
        effect["link"] = link.map(JSONValue.string)
        return try Self.told(await calls.call(.object(effect), []))
    }

    /// What a script gets for a request by method and path.
    @discardableResult
    func request(_ fields: JSONObject) async throws -> (head: JSONValue, body: String) {
        try Self.told(await RequestEffects(calls: calls).request(.object(fields), []))
    }

    /// The error that a script would see of a call: its kind, its message and its hint, on one line.
    func refusal(_ name: String, _ arguments: [JSONValue] = [], module: String? = nil) async -> String? {
        await Self.refusal { try await self.call(name, arguments, module: module) }
    }

    static func refusal(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            let answer = EffectFailure.answer(error, Redaction())
            let head = try? JSONValue(parsing: answer.head)
            return ["kind", "message", "hint"].compactMap { head?[$0]?.string }.joined(separator: "; ")
        }
    }

    private static func told(_ answer: Wire.Answer) throws -> (head: JSONValue, body: String) {
        let body =
            switch answer.body {
            case .none: ""
            case .json(let bytes): String(decoding: bytes, as: UTF8.self)
            case .bytes(let bytes): "bytes:" + String(decoding: bytes, as: UTF8.self)
            }
        return (try JSONValue(parsing: answer.head), body)
    }
}

/// Lines that were said, from whatever task.
private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
}

/// One access token, for good.
private final class FixedCredentials: CredentialStore {
    func load() throws -> Credentials { Credentials(accessToken: "rand_om_cluster_org-1") }
    func save(_ credentials: Credentials) throws {}
    func hold() -> any CredentialHold { SoleHold() }
}
