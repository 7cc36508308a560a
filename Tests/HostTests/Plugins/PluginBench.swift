import Catalog
import JSON
import Journal
import Synchronization
import TestSupport
import Testing
import Transfer

@testable import Host
@testable import Webex

/// Whole runs of scripts with plugins, before a scripted server, by the real worker.
final class PluginBench: Sendable {
    let server: ScriptedServer
    let folder: TemporaryFolder
    private let ground: Run.Ground
    private let said = Mutex<[String]>([])

    /// What a run came to.
    struct Result: Sendable {
        let outcome: RunOutcome
        /// What was printed as data.
        let data: String
        /// Standard error, by line.
        let lines: [String]
        /// What the service was asked: method and path.
        let asked: [String]

        func says(_ text: String) -> Bool { lines.contains { $0.contains(text) } }
    }

    /// `haste`: how much faster waits pass than they should, but for the long ones that workers have to start in.
    init(
        haste: Int64 = 1,
        _ handler: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Reply = { _ in .init(200, "{}") }
    ) throws {
        server = try ScriptedServer(handler)
        folder = TemporaryFolder()
        try folder.makeFolder("here")
        let redaction = Redaction()
        let profile = Profile(name: "test", apiURL: server.url, authURL: server.url + "/v1", rateLimit: 0)
        let clock = WallClock(
            now: WallClock.system.now,
            sleep: { try await Task.sleep(for: .milliseconds($0 < ServedRun.startUp ? $0 / haste : $0)) }
        )
        let session = Session(
            profile: profile,
            credentials: OneToken(),
            transfer: Transfer(),
            limiterFolder: folder.path,
            settings: SessionSettings(retries: RetryPolicy(patience: 0)),
            redaction: redaction,
            catalog: .bundled
        )
        let journal = JournalOnDemand(folder: folder.path)
        ground = Run.Ground(
            org: Run.Org(
                session: session,
                ledger: CaptureLedger(journal),
                web: OutsideWeb(profile: profile),
                isSimulated: false
            ),
            journal: JournalPlace(folder: folder.path, opening: journal),
            console: Console(redaction: redaction) { _, _ in },
            clock: clock,
            zone: .utc,
            currentFolder: folder.path + "/here",
            secrets: try Vault(in: folder, redaction: redaction).secrets,
            outOfReach: [],
            worker: ProductBinaries.folder + "/patchbay-worker",
            version: "0"
        )
    }

    /// A plugin of this text, which was granted what `permissions` say.
    static func plugin(
        _ name: String,
        hooks: Set<PluginManifest.Hook> = [],
        permissions: PluginPermissions = PluginPermissions(),
        modules: [String: String] = [:],
        sinks: [String] = [],
        files: [String: String] = [:],
        _ text: String
    ) -> LoadedPlugin {
        var manifest = PluginManifest(name: name, version: "1.0.0", needs: "0.1.0", summary: "")
        manifest.hooks = hooks
        manifest.modules = modules
        manifest.sinks = sinks.map { .init(name: $0, about: nil) }
        var code = files.mapValues { Array($0.utf8) }
        code[PluginCode.entry] = Array(text.utf8)
        return LoadedPlugin(
            manifest: manifest,
            code: PluginCode(files: code, folder: nil),
            permissions: permissions
        )
    }

    /// Runs a script to its end.
    func run(
        _ text: String,
        with plugins: [LoadedPlugin] = [],
        as role: PluginRole? = nil,
        _ change: (inout Run.Request) -> Void = { _ in }
    ) async throws -> Result {
        let data = Mutex(""), errors = Mutex("")
        var place = ground
        place.plugins = PluginSet(plugins)
        place.console = Console(redaction: ground.console.redaction) { isData, bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            if isData { data.withLock { $0 += text } } else { errors.withLock { $0 += text } }
        }
        let before = server.requests.count
        let script = ScriptFile(generated: text, name: "script.lua", folder: folder.path + "/here")
        var request = role.map { Run.Request($0) } ?? Run.Request(script: script, arguments: [])
        change(&request)
        let outcome = await (try Run(request, on: place)).run()
        return Result(
            outcome: outcome,
            data: data.withLock { $0 },
            lines: errors.withLock { $0 }.split(separator: "\n").map(String.init),
            asked: server.requests.dropFirst(before).map { "\($0.method) \($0.path)" }
        )
    }

    /// What this process's plugins and rules run on, with a worker of another path.
    func served(_ plugin: LoadedPlugin, worker: String) -> ServedRun {
        var place = ground
        place.worker = worker
        return ServedRun.of(plugin, on: place, permitting: Permissions(), plans: false)
    }

    /// The runs that the journal has, by their kinds.
    func runs(_ kind: RunRecord.Kind) async throws -> [RunRecord] {
        try await ground.journal.store.runs(RunQuery()).filter { $0.kind == kind }
    }
}

/// One access token, for good.
private final class OneToken: CredentialStore {
    func load() throws -> Credentials { Credentials(accessToken: "rand_om_cluster_org-1") }
    func save(_ credentials: Credentials) throws {}
    func hold() -> any CredentialHold { SoleHold() }
}
