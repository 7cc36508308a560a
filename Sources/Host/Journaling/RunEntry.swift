import Crypto
import Glibc
import JSON
import Journal
import Webex

/// A run that is in the journal, and locked.
struct EnteredRun {
    let journal: RunJournal
    let lock: RunLock
    /// What earlier attempts did, as it was when this one began; nil in the first.
    var recollection: Recollection?
}

extension Run {
    /// Enters the run, or the next attempt of one that goes on.
    ///
    /// - Throws: `HostError` when another process runs it; `JournalError`.
    func enter() async throws -> EnteredRun {
        guard let lock = try ground.journal.locks.take(id) else {
            throw HostError(
                .invalid,
                "run \(id)",
                "is running now",
                hint: "wait until it has ended: patchbay runs show \(id)"
            )
        }
        do {
            let record = try await enteredRecord()
            // Read when nobody can enter anything more of earlier attempts, a person's word included.
            let recollection = request.past == nil ? nil : try await ground.journal.store.recollection(of: id)
            let journal = RunJournal(
                ground.journal.store,
                record: record,
                recollection: recollection,
                isForced: request.past?.isForced ?? false,
                clock: ground.clock,
                redaction: ground.console.redaction,
                hooks: hooks,
                failed: { [weak self] in self?.finish(.journal($0)) },
                undecided: { [weak self] in self?.finish(.undecided($0)) }
            )
            return EnteredRun(journal: journal, lock: lock, recollection: recollection)
        } catch {
            lock.release()
            throw error
        }
    }

    private func enteredRecord() async throws -> RunRecord {
        let store = ground.journal.store
        var options = RunOptions(
            limits: request.limits,
            permissions: said,
            allowsWrite: request.allowsWrite,
            addresses: request.addresses
        )
        options.plans = request.plans
        options.trace = ground.org?.session.trace
        options.maxFailures = request.application?.maxFailures
        options.wait = request.application?.wait
        if var record = request.past?.record {
            // Somebody else may have gone on with it before the lock was ours.
            guard try await store.run(id) == record else { throw hasGoneOn }
            record.attempts += 1
            record.end = nil
            record.options = options.text
            record.scriptHash = textHash
            do throws(JournalError) { try await store.goOn(record) } catch {
                throw error.kind == .conflict ? hasGoneOn as any Error : error
            }
            return record
        }
        let record = RunRecord(
            id: id,
            kind: kind,
            script: request.plugin?.script ?? request.application?.origin ?? request.script.absolutePath,
            scriptHash: textHash,
            words: enteredWords,
            profile: ground.org?.session.profile.name ?? "",
            isSimulated: ground.org?.isSimulated ?? false,
            user: MachineUser.name,
            folder: ground.currentFolder,
            started: began,
            seed: seed,
            options: options.text,
            version: ground.version
        )
        // What it does must be known to whoever goes on with it, before anything is done.
        if let plan = request.application?.plan { try ground.journal.plans.keep(plan, of: id) }
        do throws(JournalError) { try await store.begin(record) } catch {
            throw error.kind == .conflict && request.id != nil ? isThereAlready as any Error : error
        }
        return record
    }

    private var kind: RunRecord.Kind {
        switch request.plugin?.work {
        case .command: .command
        case .serve: .hooks
        case nil: request.application == nil ? .script : .apply
        }
    }

    /// What a later attempt knows the script again by.
    private var textHash: String {
        request.plugin?.plugin.code.hash ?? request.application?.hash ?? request.script.hash
    }

    private var isThereAlready: HostError {
        HostError(.invalid, "", "there is a run \(id) already", hint: "look: patchbay runs show \(id)")
    }

    private var hasGoneOn: HostError {
        HostError(.invalid, "run \(id)", "has just been gone on with", hint: "look: patchbay runs show \(id)")
    }
}

/// Who runs Patchbay.
package enum MachineUser {
    /// The user's name at the machine's, for the audit: `ops@build-3`.
    package static var name: String {
        var host = [CChar](repeating: 0, count: 256)
        gethostname(&host, host.count - 1)
        let machine = String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16 << 10)
        let user =
            getpwuid_r(getuid(), &entry, &buffer, buffer.count, &found) == 0 && found != nil
            ? String(cString: entry.pw_name) : "\(getuid())"
        return "\(user)@\(machine)"
    }
}

extension ScriptFile {
    /// SHA-256 of the text, in lower-case hex.
    package var hash: String { Hexadecimal.text(SHA256.hash(data: source)) }

    /// Where it lies.
    package var absolutePath: String { folder == "/" ? "/" + name : "\(folder)/\(name)" }
}
