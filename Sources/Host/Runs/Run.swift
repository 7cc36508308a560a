import Catalog
import JSON
import Journal
import Synchronization
import Webex
import Wire

/// One execution of one script: its worker, its door, and how it ended.
package final class Run: Sendable {
    /// Milliseconds that a worker gets to tell where its script is before it is killed.
    private static let grace: Int64 = 1000

    package let id: String
    let request: Request
    let ground: Ground
    /// What a person said that the run may do, before a plugin's grant narrowed it.
    let said: Permissions
    let grants: Grants
    let secrets: GrantedSecrets
    let progress: Progress
    /// Holds changes back; nil where they are sent.
    let planner: Planner?
    /// What has become of the plan that it carries out; nil for any other run.
    package let applied: AppliedPlan?
    let worker = WorkerProcess()
    /// When the run first began.
    let began: Int64
    /// When this attempt began.
    private let started: Int64
    private let printed = Mutex<Int64>(0)
    private let end = Mutex<RunEnd?>(nil)
    private let hasDeclared = Mutex(false)
    /// What the script's random numbers begin with.
    let seed: Int64

    /// The plugins that are told of it; nil where there are none.
    let hooks: RunHooks?
    /// Hears how a run that serves ended.
    private let listener = Mutex<(@Sendable (RunEnd) -> Void)?>(nil)
    /// The settings of the plugin whose code is run.
    private let settings: ResolvedArguments?
    /// Workers that serve this run, and end with it.
    private let companions = Mutex<[ServedRun]>([])

    package init(_ request: Request, on ground: Ground) throws(HostError) {
        var request = request
        said = request.permissions
        if let plugin = request.plugin?.plugin {
            request.permissions = plugin.permissions(narrowedBy: request.permissions)
        }
        self.request = request
        let recorded = request.replay?.header
        var ground = ground
        if let recorded {
            ground.org = nil
            ground.zone = try ZoneRules(named: recorded.zone)
        }
        self.ground = ground
        started = ground.clock.now()
        began = recorded?.started ?? request.past?.record.started ?? started
        id = recorded?.run ?? request.past?.record.id ?? request.id ?? RunID.make(at: started)
        seed = recorded?.seed ?? request.past?.record.seed ?? Int64.random(in: 0..<Int64.max)
        var granted = request.grants
        if let role = request.plugin {
            granted += try role.plugin.folderGrants(
                currentFolder: ground.currentFolder,
                home: ground.personFolder
            )
        } else if request.rules == nil, request.manifest == nil {
            granted.append(
                try PathGrant(
                    request.script.folder,
                    .read,
                    .folder,
                    origin: .folder,
                    currentFolder: ground.currentFolder
                )
            )
        }
        secrets = GrantedSecrets(ground.secrets)
        let context = ArgumentContext(
            now: began,
            zone: ground.zone,
            currentFolder: ground.currentFolder,
            script: request.script.path,
            secrets: ground.secrets
        )
        settings = try request.plugin?.plugin.resolvedSettings(in: context)
        if let settings {
            granted += settings.grants
            secrets.grant(settings.secrets)
        }
        applied = request.application.map(AppliedPlan.init)
        // Who had the plan carried out has seen them in it.
        if let application = request.application { secrets.grant(application.secrets) }
        let session = ground.org?.session
        let seed = seed
        planner =
            request.plans
            ? session.map {
                Planner(session: $0, seen: SeenObjects(isKept: true), seed: seed, clock: ground.clock)
            } : nil
        let planned = planner.map { planner in
            PlannedFiles(temporaryFolder: ground.temporaryFolder, now: ground.clock.now) {
                planner.hold(HeldEffect(.file, $0))
            }
        }
        grants = Grants(
            granted,
            currentFolder: ground.currentFolder,
            forbidden: ground.outOfReach,
            planned: planned,
            plugin: request.plugin?.plugin.manifest.name
        )
        progress = Progress(console: ground.console, clock: ground.clock) { session?.tally.requests ?? 0 }
        hooks = Self.hooks(of: request, said: said, on: ground, id: id, began: began)
    }

    /// Runs the script to its end, tells of it on the console, and gives the exit code.
    package func run() async -> RunOutcome {
        guard !describesOnly else { return await attempt(nil) }
        if let recording = request.replay { return await replay(recording) }
        if request.rules != nil { return await attempt(nil) }
        let entered: EnteredRun
        let recorder: Recorder?
        do {
            // A recording that cannot be made is no reason for a run in the journal.
            recorder = try makeRecorder()
            entered = try await enter()
        } catch {
            ground.console.say("\(ground.console.colored("error:", .bad)) \(Console.plain("\(error)"))")
            return RunOutcome(exitCode: (error as? HostError)?.exitCode ?? ExitCode.scriptError, failure: "\(error)")
        }
        if request.own != .undoing, request.serving == nil { ground.console.say("run \(id)") }
        if let recollection = entered.recollection { ground.console.say("goes on: \(recollection.summary)") }
        hooks?.post(.runStarted, request.past == nil ? [:] : ["resumed": true])
        let outcome = await attempt(entered.journal, recorder)
        if let hooks {
            await hooks.finish(HookEvents.finished(outcome, progress.counts))
            // What was told of hooks behind the end is in the journal before another may go on.
            try? await entered.journal.writer.settle()
        }
        entered.lock.release()
        return outcome
    }

    /// Does the script's work once, and enters how that ended.
    ///
    /// A keeper of the door records it, or answers in place of the org.
    func attempt(_ journal: RunJournal?, _ keeper: (any DoorKeeper)? = nil) async -> RunOutcome {
        let names = ClaimedNames()
        let rows = RowEffects(
            grants: grants,
            progress: progress,
            names: names,
            currentFolder: ground.currentFolder,
            journal: journal,
            planner: planner
        )
        let files = FileTable(grants)
        let door = makeDoor(rows: rows, files: files, names: names, journal: journal, keeper: keeper)
        let watch = Task { try await watchTime() }
        let exit = await Self.outcome { [self] in
            try await worker.run(start(isPaced: keeper != nil), executable: ground.worker) { frames in
                for frame in frames { self.take(frame, door) }
                if let failure = self.ground.console.flush() { self.finish(.outputFailed(failure)) }
            }
        }
        watch.cancel()
        request.bench?.end(at: ground.clock.now())
        await close(door, journal)
        for companion in companions.withLock({ $0 }) { await companion.close() }
        progress.end()
        settle(exit)
        let leftOver = Result {
            try closeFiles(rows, files)
            if let difference = (keeper as? Replayer)?.missing(), isOverByItself { throw difference }
        }
        return await report(journal, keeper as? Recorder, leftOver: leftOver)
    }

    /// Has `hear` told how the run ended, as soon as that is known.
    func isHeard(by hear: @escaping @Sendable (RunEnd) -> Void) { listener.withLock { $0 = hear } }

    /// Has a worker that serves this run end with it.
    func accompany(_ served: ServedRun) { companions.withLock { $0.append(served) } }

    /// Ends the run since what it does takes too long, and lets its worker tell where it is.
    func timeOut() async {
        worker.endForTimeout()
        // Ended all the same where nobody waits any more.
        try? await ground.clock.sleep(Self.grace)
        finish(.limit(.timeout, traceback: ""))
    }

    /// Ends the run as a person asked; effects under way are let go, files of rows are kept.
    package func interrupt() {
        finish(.interrupted)
        hooks?.interrupt()
    }

    /// The first reason counts; the worker is ended at once.
    func finish(_ reason: RunEnd) {
        end.withLock { $0 = $0 ?? reason }
        worker.kill()
        ground.console.giveUpWaiting()
    }

    /// Whether only what the script says of its arguments is wanted: it then runs without an org.
    var describesOnly: Bool { ground.org == nil && request.replay == nil && request.rules == nil }

    /// Whether a person has ended it.
    var isInterrupted: Bool { if case .interrupted = end.withLock({ $0 }) { true } else { false } }

    /// Whether all that was asked for is what the script says of itself.
    var isDescribed: Bool { if case .described = end.withLock({ $0 }) { true } else { false } }

    /// Whether the script came to an end of its own, and nothing else ended it.
    private var isOverByItself: Bool { if case .script = end.withLock({ $0 }) { true } else { false } }

    /// The name of the profile; in a replay that of the recorded run.
    private var profile: String { request.replay?.header.profile ?? ground.org?.session.profile.name ?? "" }

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

    private func start(isPaced: Bool) -> Start {
        var facts: JSONObject = [
            "id": .string(id), "profile": .string(profile), "started": .integer(began),
            "folder": .string(request.replay?.header.folder ?? request.script.folder), "seed": .integer(seed),
            "zone": TimeEffects.table(ground.zone, around: began),
        ]
        if request.past != nil { facts["resumed"] = true }
        facts["own_script"] = request.own.map { .string($0.rawValue) }
        if request.plans { facts["planning"] = true }
        facts["application"] = request.application.map { .object($0.facts) }
        if request.parsesOnly { facts["parses_only"] = true }
        facts["plugin"] =
            request.rules?.facts ?? request.manifest?.facts ?? settings.flatMap { request.plugin?.facts($0) }
        facts["testing"] = request.bench?.facts
        return Start(
            run: JSONValue.object(facts).encoded(),
            name: request.script.name,
            source: request.script.source,
            memoryLimit: UInt64(request.limits.memory),
            cpuSeconds: UInt64((Double(request.limits.cpuTime) / 1000).rounded(.up)),
            clock: isPaced ? began : nil
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
        await timeOut()
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

    /// Enters how the run ended, and tells it then.
    private func report(
        _ journal: RunJournal?,
        _ recorder: Recorder?,
        leftOver: Result<Void, any Error>
    ) async -> RunOutcome {
        var reason = end.withLock { $0 } ?? .worker("it ended without a word")
        let summary = RunSummary(
            counts: progress.counts,
            tally: ground.org?.session.tally ?? Tally(),
            duration: ground.clock.now() - started,
            changes: applied?.summary
        )
        let report = RunReport(
            run: id,
            request: request,
            describesOnly: describesOnly,
            isResumable: journal != nil && planner == nil && ground.org?.isSimulated == false,
            doubts: journal?.doubtful.count ?? 0,
            console: ground.console,
            summary: summary,
            applied: applied
        )
        var outcome = report.outcome(reason, leftOver: leftOver)
        if let failure = keep(recorder, reason, exitCode: outcome.exitCode) {
            outcome = report.outcome(reason, leftOver: .failure(failure))
        }
        do throws(JournalError) {
            try await journal?.end(
                RunRecord.End(
                    time: ground.clock.now(),
                    exitCode: outcome.exitCode,
                    failure: outcome.failure.map(Console.unstyled),
                    summary: String(decoding: summary.json.encoded(), as: UTF8.self)
                )
            )
        } catch {
            // What is not in the journal must not be told as done.
            if case .journal = reason {
            } else {
                reason = .journal(error)
                outcome = report.outcome(reason, leftOver: leftOver)
            }
        }
        listener.withLock { $0 }?(reason)
        if request.serving == nil {
            report.tell(outcome, of: reason)
            warnOfSignIn()
        }
        return outcome
    }
}
