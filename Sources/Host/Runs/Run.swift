import Catalog
import JSON
import Journal
import Synchronization
import Webex
import Wire

/// One execution of one script: its worker, its door, and how it ended.
package final class Run: Sendable {
    /// What is asked of a run.
    package struct Request: Sendable {
        package var script: ScriptFile
        /// The script's own arguments, as they were typed.
        package var arguments: [String]
        package var limits = RunLimits()
        package var permissions = Permissions()
        /// Grants from the command line: the current folder by `--allow-write`.
        package var grants: [PathGrant] = []
        /// Whether the script is only read as Lua, and nothing of it is run; for a ground without an org.
        package var parsesOnly = false

        package init(script: ScriptFile, arguments: [String]) {
            self.script = script
            self.arguments = arguments
        }
    }

    /// What a run stands on; made once by who starts runs.
    package struct Ground: Sendable {
        /// The org and what was exported from it; nil where a script is only asked what it takes.
        package var org: Org?
        package var console: Console
        package var clock: WallClock
        package var zone: ZoneRules
        package var currentFolder: String
        /// The stored secrets, which a script may use by a handle.
        package var secrets: SecretFile
        /// Folders and files that no script reaches.
        package var outOfReach: [String]
        /// The path of `patchbay-worker`.
        package var worker: String

        package init(
            org: Org?,
            console: Console,
            clock: WallClock,
            zone: ZoneRules,
            currentFolder: String,
            secrets: SecretFile,
            outOfReach: [String],
            worker: String
        ) {
            self.org = org
            self.console = console
            self.clock = clock
            self.zone = zone
            self.currentFolder = currentFolder
            self.secrets = secrets
            self.outOfReach = outOfReach
            self.worker = worker
        }
    }

    /// The org of a run.
    package struct Org: Sendable {
        package var session: Session
        package var ledger: ExportLedger
        /// The hosts besides it.
        package var web: OutsideWeb

        package init(session: Session, ledger: ExportLedger, web: OutsideWeb) {
            self.session = session
            self.ledger = ledger
            self.web = web
        }
    }

    /// Milliseconds that a worker gets to tell where its script is before it is killed.
    private static let grace: Int64 = 1000

    package let id: String
    let request: Request
    let ground: Ground
    let grants: Grants
    let secrets: GrantedSecrets
    let progress: Progress
    let worker = WorkerProcess()
    private let started: Int64
    private let printed = Mutex<Int64>(0)
    private let end = Mutex<RunEnd?>(nil)
    private let hasDeclared = Mutex(false)

    package init(_ request: Request, on ground: Ground) throws(HostError) {
        self.request = request
        self.ground = ground
        started = ground.clock.now()
        id = RunID.make(at: started)
        let folder = try PathGrant(
            request.script.folder,
            .read,
            .folder,
            origin: .folder,
            currentFolder: ground.currentFolder
        )
        grants = Grants(
            [folder] + request.grants,
            currentFolder: ground.currentFolder,
            forbidden: ground.outOfReach
        )
        secrets = GrantedSecrets(ground.secrets)
        let session = ground.org?.session
        progress = Progress(console: ground.console, clock: ground.clock) { session?.tally.requests ?? 0 }
    }

    /// Runs the script to its end, tells of it on the console, and gives the exit code.
    package func run() async -> RunOutcome {
        if !describesOnly { ground.console.say("run \(id)") }
        let names = ClaimedNames()
        let rows = RowEffects(grants: grants, progress: progress, names: names, currentFolder: ground.currentFolder)
        let files = FileTable(grants)
        let door = makeDoor(rows: rows, files: files, names: names)
        let watch = Task { try await watchTime() }
        let exit = await Self.outcome { [self] in
            try await worker.run(start, executable: ground.worker) { frames in
                for frame in frames { self.take(frame, door) }
                if let failure = self.ground.console.flush() { self.finish(.outputFailed(failure)) }
            }
        }
        watch.cancel()
        await door.close()
        progress.end()
        settle(exit)
        return report(leftOver: Result { try closeFiles(rows, files) })
    }

    /// Ends the run as a person asked; effects under way are let go, files of rows are kept.
    package func interrupt() { finish(.interrupted) }

    /// The first reason counts; the worker is ended at once.
    func finish(_ reason: RunEnd) {
        end.withLock { $0 = $0 ?? reason }
        worker.kill()
        ground.console.giveUpWaiting()
    }

    /// Whether only what the script says of its arguments is wanted: it then runs without an org.
    var describesOnly: Bool { ground.org == nil }

    /// Counts what the script prints against its limit.
    func printed(_ count: Int) -> Bool {
        let total = printed.withLock { printed in
            printed += Int64(count)
            return printed
        }
        guard total > request.limits.output else { return true }
        finish(.limit(.output, traceback: ""))
        return false
    }

    /// Whether the script declares its arguments for the first time.
    func isFirstDeclaration() -> Bool {
        hasDeclared.withLock { hasDeclared in
            defer { hasDeclared = true }
            return !hasDeclared
        }
    }

    private var start: Start {
        var facts: JSONObject = [
            "id": .string(id), "profile": .string(ground.org?.session.profile.name ?? ""), "started": .integer(started),
            "folder": .string(request.script.folder), "seed": .integer(Int64.random(in: 0..<Int64.max)),
            "zone": TimeEffects.table(ground.zone, around: started),
        ]
        if request.parsesOnly { facts["parses_only"] = true }
        return Start(
            run: JSONValue.object(facts).encoded(),
            name: request.script.name,
            source: request.script.source,
            memoryLimit: UInt64(request.limits.memory),
            cpuSeconds: UInt64((Double(request.limits.cpuTime) / 1000).rounded(.up))
        )
    }

    private func take(_ frame: Frame, _ door: Door) {
        guard frame.kind == .ending else { return door.take(frame) }
        guard let ending = try? Ending(frame) else { return }
        let reason: RunEnd =
            switch (ending.outcome, RunLimit(rawValue: ending.message)) {
            case (.limit, let limit?): .limit(limit, traceback: ending.traceback)
            default: .script(ending)
            }
        end.withLock { $0 = $0 ?? reason }
    }

    private func watchTime() async throws {
        try await ground.clock.sleep(request.limits.timeout)
        worker.endForTimeout()
        try await ground.clock.sleep(Self.grace)
        finish(.limit(.timeout, traceback: ""))
    }

    /// Finds out why the worker is gone where neither it nor the host has said so.
    private func settle(_ exit: Result<WorkerProcess.Exit, any Error>) {
        let reason: RunEnd
        switch exit {
        case .failure(let error): reason = .worker("\(error)")
        case .success(let exit): reason = WorkerAutopsy(exit: exit, limits: request.limits).reason
        }
        end.withLock { $0 = $0 ?? reason }
    }

    private static func outcome<Value>(_ body: () async throws -> Value) async -> Result<Value, any Error> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }

    private func closeFiles(_ rows: RowEffects, _ files: FileTable) throws {
        // What the script left open was never said to be whole.
        try files.closeAll(committing: false)
        try rows.closeAll()
    }

    /// Tells of a sign-in that nears its end while there is time, since nobody watches a run at three in the morning.
    private func warnOfSignIn() {
        guard let session = ground.org?.session,
            let warning = session.tokenFacts.warning(session.profile, now: ground.clock.now())
        else { return }
        ground.console.say("\(ground.console.colored("warning:", .warning)) \(warning)")
    }

    private func report(leftOver: Result<Void, any Error>) -> RunOutcome {
        let reason = end.withLock { $0 } ?? .worker("it ended without a word")
        let summary = RunSummary(
            counts: progress.counts,
            tally: ground.org?.session.tally ?? Tally(),
            duration: ground.clock.now() - started
        )
        let report = RunReport(
            request: request,
            describesOnly: describesOnly,
            console: ground.console,
            summary: summary
        )
        defer { warnOfSignIn() }
        return report.tell(reason, leftOver: leftOver)
    }
}
