import Catalog
import JSON
import Journal
import Webex
import Wire

/// One call without a script, by the handler that the calls of scripts go through: the same checks, the same permissions.
package struct SingleCall: Sendable {
    private let operation: Operation
    private let arguments: [JSONValue]
    private let files: [String]
    private let secrets: [String]

    /// - Parameters:
    ///   - operation: what is called.
    ///   - arguments: ids, then tables, as a script gives them.
    ///   - files: paths that a person typed for files that the body names; they may be read.
    ///   - secrets: names of stored secrets that a person typed for parameters that are secrets.
    package init(_ operation: Operation, arguments: [JSONValue], files: [String] = [], secrets: [String] = []) {
        self.operation = operation
        self.arguments = arguments
        self.files = files
        self.secrets = secrets
    }

    /// Sends it.
    ///
    /// - Returns: the answer as it came; empty when nothing came.
    /// - Throws: what a script would catch.
    package func send(on ground: Run.Ground, permissions: Permissions) async throws -> [UInt8] {
        guard let org = ground.org else { return [] }
        let folder = ground.currentFolder
        let granted = try files.map { path throws(HostError) in
            try PathGrant(path, .read, .file, origin: .typed, currentFolder: folder)
        }
        let handles = GrantedSecrets(ground.secrets)
        handles.grant(secrets)
        let console = ground.console
        let entered = operation.safety == .read ? nil : try await enter(ground, permissions)
        defer { entered?.lock.release() }
        let hooks = entered?.journal.hooks
        let calls = CallEffects(
            session: org.session,
            catalog: .bundled,
            permits: ChangePermits(permissions),
            grants: Grants(granted, currentFolder: folder, forbidden: ground.outOfReach),
            secrets: handles,
            warnings: CallWarnings { console.say("\(console.colored("warning:", .warning)) \(Console.plain($0))") },
            journal: entered?.journal,
            seen: SeenObjects(isKept: false)
        )
        let call: JSONValue = [
            "operation": .string(operation.plainName), "module": .string(operation.module.rawValue),
            "arguments": .array(arguments),
        ]
        let answer: Wire.Answer
        do { answer = try await calls.call(call, []) } catch {
            try await entered?.journal.end(end(error, ground.clock))
            await hooks?.finish([:])
            throw error
        }
        try await entered?.journal.end(end(nil, ground.clock))
        await hooks?.finish([:])
        switch answer.body {
        case .none: return []
        case .json(let bytes), .bytes(let bytes): return bytes
        }
    }

    /// Enters a call that changes the org, as a run of its own.
    private func enter(_ ground: Run.Ground, _ permissions: Permissions) async throws -> EnteredRun {
        let now = ground.clock.now()
        var options = RunOptions(
            limits: RunLimits(),
            permissions: permissions,
            allowsWrite: false,
            addresses: RunAddresses()
        )
        options.trace = ground.org?.session.trace
        let record = RunRecord(
            id: RunID.make(at: now),
            kind: .call,
            script: operation.name,
            scriptHash: "",
            words: [],
            profile: ground.org?.session.profile.name ?? "",
            isSimulated: ground.org?.isSimulated ?? false,
            user: MachineUser.name,
            folder: ground.currentFolder,
            started: now,
            seed: 0,
            options: options.text,
            version: ground.version
        )
        guard let lock = try ground.journal.locks.take(record.id) else {
            throw HostError(.unavailable, record.id, "is a run already", hint: "call it again")
        }
        try await ground.journal.store.begin(record)
        let journal = RunJournal(
            ground.journal.store,
            record: record,
            recollection: nil,
            clock: ground.clock,
            redaction: ground.console.redaction,
            hooks: RunHooks(
                on: ground,
                run: Run.facts(id: record.id, script: operation.name, profile: record.profile, began: now),
                wanted: [.beforeWrite, .afterWrite],
                permitting: permissions,
                plans: false
            ),
            // What cannot be entered, the call itself meets before it is sent.
            failed: { _ in },
            undecided: { _ in }
        )
        return EnteredRun(journal: journal, lock: lock)
    }

    private func end(_ error: (any Error)?, _ clock: WallClock) -> RunRecord.End {
        let code =
            (error as? HostError)?.exitCode ?? (error as? WebexError).map(ExitCode.of)
            ?? (error == nil ? ExitCode.done : ExitCode.usage)
        return RunRecord.End(time: clock.now(), exitCode: code, failure: error.map { "\($0)" }, summary: "{}")
    }
}
