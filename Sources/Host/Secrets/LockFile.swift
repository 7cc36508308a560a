import Dispatch
import Glibc
import Synchronization
import Webex

/// A file that is locked by one holder at a time: of all processes, and of all that wait in one process.
///
/// It holds the process id of its holder, is never removed, and the kernel unlocks it when its holder dies.
struct LockFile: Sendable {
    let path: String
    /// What is held, as the subject of a sentence: "the credentials of profile acme".
    let subject: String
    let clock: WallClock

    /// How long is waited for a holder, in milliseconds: longer than a token endpoint that is slow and tried again.
    static let patience: Int64 = 120_000

    private enum Outcome: Sendable {
        case taken(FileHold)
        case failed(HostError)
        case late
        case cancelled
    }

    /// Waits until nobody else holds it.
    ///
    /// - Throws: `CancellationError`, or `HostError` of kind `unavailable` with the holder's process id when that has
    ///   not let go in two minutes.
    func hold() async throws -> FileHold {
        try Task.checkCancellation()
        let file = try open()
        if flock(file.number, LOCK_EX | LOCK_NB) == 0 { return FileHold(file) }
        let outcome = OneShot<Outcome>()
        wait(for: file, outcome)
        let patience = Task {
            do { try await clock.sleep(Self.patience) } catch { return }
            outcome.resolve(.late)
        }
        defer { patience.cancel() }
        switch await outcome.value(cancelled: .cancelled) {
        case .taken(let hold): return hold
        case .failed(let error): throw error
        case .late: throw late(file)
        case .cancelled: throw CancellationError()
        }
    }

    private func open() throws(HostError) -> Descriptor {
        let (folder, name) = PathText.split(path)
        return try PrivateFolder.made(folder).open(name, flags: O_RDWR | O_CREAT)
    }

    /// Waits on a thread of its own, which no task needs; who is not wanted any more gives the lock back at once.
    private func wait(for file: Descriptor, _ outcome: OneShot<Outcome>) {
        DispatchQueue(label: "patchbay.lock").async {
            while flock(file.number, LOCK_EX) != 0 {
                guard errno == EINTR else {
                    outcome.resolve(.failed(HostError.system(errno, path: path)))
                    return
                }
            }
            let hold = FileHold(file)
            if !outcome.resolve(.taken(hold)) { hold.release() }
        }
    }

    private func late(_ file: Descriptor) -> HostError {
        let minutes = "\(Self.patience / 60_000) minutes"
        guard let holder = FileHold.holder(of: file) else {
            return HostError(
                .unavailable,
                "",
                "\(subject) have been held by another process for \(minutes)",
                hint: "find it and end it if it is stuck: fuser \(ShellWord.quoted(path))"
            )
        }
        return HostError(
            .unavailable,
            "",
            "\(subject) have been held by process \(holder) for \(minutes)",
            hint: "wait for it, or end it if it is stuck: kill \(holder)"
        )
    }
}

/// A lock that is held; dropping it lets go as `release` does.
final class FileHold: CredentialHold {
    private let file: Mutex<Descriptor?>

    /// Takes a locked file, and writes into it who holds it.
    init(_ file: Descriptor) {
        self.file = Mutex(file)
        // For the message to one who waits in vain; the lock is as good without it, on a full disk for one.
        let text = "\(getpid())\n"
        _ = ftruncate(file.number, 0)
        _ = pwrite(file.number, text, text.utf8.count, 0)
    }

    deinit { release() }

    func release() {
        guard let file = file.withLock({ $0.take() }) else { return }
        _ = ftruncate(file.number, 0)
        // Said and not left to the closing: a child that is being started may share the descriptor for an instant.
        flock(file.number, LOCK_UN)
    }

    /// The process that wrote itself into a lock file; nil when none did.
    static func holder(of file: Descriptor) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 24)
        let count = pread(file.number, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int(String(decoding: bytes[..<count], as: UTF8.self).prefix { $0 != "\n" })
    }
}
