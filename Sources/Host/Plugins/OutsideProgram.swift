import Dispatch
import Glibc
import Synchronization

/// A program of the machine's that does one thing for us: `git`, `tar`, `sendmail`.
package struct OutsideProgram: Sendable {
    /// How it ended, and what it said.
    package struct Outcome: Sendable {
        package let isDone: Bool
        let output: String
        let errors: String

        /// Its own words, in one line.
        package var reason: String {
            let text = errors.isEmpty ? output : errors
            let lines = text.split(separator: "\n").suffix(6).joined(separator: " ")
            return lines.isEmpty ? "it does not say why" : lines
        }
    }

    private let name: String
    private let environment: [String: String]
    private let scratch: String
    private let limits: Limits

    /// How far it may go before it is ended.
    package struct Limits: Sendable {
        /// Seconds.
        let time: Int
        /// Bytes that its scratch folder may hold.
        let size: Int64

        package init(time: Int, size: Int64) {
            self.time = time
            self.size = size
        }
    }

    /// Seconds between two looks at what the program has written.
    private static let interval = 0.1

    /// - Parameters:
    ///   - name: looked for in PATH, unless it is a path.
    ///   - environment: all the variables it gets.
    ///   - scratch: a folder for what it says, and for all that it writes.
    ///   - limits: how far it may go.
    package init(_ name: String, environment: [String: String], scratch: String, limits: Limits) {
        self.name = name
        self.environment = environment
        self.scratch = scratch
        self.limits = limits
    }

    /// Runs it to its end; it ends with the task.
    ///
    /// - Parameters:
    ///   - arguments: its words.
    ///   - input: what it may read.
    /// - Returns: how it ended.
    /// - Throws: `HostError` when it cannot be started, or goes too far; `CancellationError`.
    package func run(_ arguments: [String], input: [UInt8] = []) async throws -> Outcome {
        let words = [name] + arguments
        if !input.isEmpty { try PrivateFile.replace(inputFile, input, mode: 0o600) }
        let source = input.isEmpty ? "/dev/null" : inputFile
        let isUnwanted = Flag()
        let outcome: Result<Outcome, any Error> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DispatchQueue(label: "patchbay.program").async {
                    continuation.resume(returning: started(words, source, isUnwanted))
                }
            }
        } onCancel: {
            isUnwanted.value.store(true, ordering: .relaxed)
        }
        return try outcome.get()
    }

    /// What it reads, while it runs.
    private var inputFile: String { scratch + "/input" }

    /// Whether nobody waits any more.
    private final class Flag: Sendable {
        let value = Atomic(false)
    }

    private func started(_ words: [String], _ source: String, _ isUnwanted: Flag) -> Result<Outcome, any Error> {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own, so that those whom it starts end with it.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, source, O_RDONLY, 0)
        for (descriptor, file) in [(Int32(1), "output"), (2, "errors")] {
            let flags = O_WRONLY | O_CREAT | O_TRUNC
            posix_spawn_file_actions_addopen(&actions, descriptor, "\(scratch)/\(file)", flags, 0o600)
        }
        // Its words are read for people, but also compared with nothing: in English they can be looked up.
        let variables = environment.merging(["LC_ALL": "C.UTF-8"]) { $1 }.map { strdup("\($0.key)=\($0.value)") }
        let arguments = words.map { strdup($0) }
        defer { for text in arguments + variables { free(text) } }
        var process = pid_t()
        let error = posix_spawnp(&process, name, &actions, &attributes, arguments + [nil], variables + [nil])
        guard error == 0 else {
            return .failure(
                HostError(
                    .unavailable,
                    name,
                    "cannot be started: \(String(cString: strerror(error)))",
                    hint: name.hasPrefix("/") ? "is it installed, and is this its path?" : "install \(name)"
                )
            )
        }
        var status: Int32 = 0
        let deadline = ContinuousClock.now + .seconds(limits.time)
        var pause = 0.002
        while true {
            let ended = waitpid(process, &status, WNOHANG)
            if ended == process || ended < 0 && errno != EINTR { break }
            guard let why = excess(isUnwanted, deadline) else {
                usleep(UInt32(pause * 1_000_000))
                pause = min(pause * 2, Self.interval)
                continue
            }
            kill(-process, SIGKILL)
            while waitpid(process, &status, 0) < 0, errno == EINTR {}
            return .failure(why)
        }
        return .success(Outcome(isDone: status == 0, output: text("output"), errors: text("errors")))
    }

    /// Why it may not go on; nil where it may.
    private func excess(_ isUnwanted: Flag, _ deadline: ContinuousClock.Instant) -> (any Error)? {
        if isUnwanted.value.load(ordering: .relaxed) { return CancellationError() }
        if ContinuousClock.now > deadline {
            return HostError(.unavailable, name, "took longer than \(limits.time) s, and was ended", hint: "try again")
        }
        guard FolderTree.size(scratch, upTo: limits.size) > limits.size else { return nil }
        return HostError(
            .invalid,
            name,
            "wrote more than \(limits.size >> 20) MB, and was ended: no plugin is that large",
            hint: "is it the plugin, and nothing else?"
        )
    }

    private func text(_ file: String) -> String {
        let path = "\(scratch)/\(file)"
        guard let open = try? Descriptor.open(path, flags: O_RDONLY, shown: path),
            let bytes = try? ReadingFile(open, path: path).next(64 << 10)
        else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
