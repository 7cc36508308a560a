import Dispatch
import Glibc

/// A program of the machine's that does one thing for us: `git`, `tar`.
struct OutsideProgram: Sendable {
    /// How it ended, and what it said.
    struct Outcome: Sendable {
        let isDone: Bool
        let output: String
        let errors: String

        /// Its own words, in one line.
        var reason: String {
            let text = errors.isEmpty ? output : errors
            let lines = text.split(separator: "\n").suffix(6).joined(separator: " ")
            return lines.isEmpty ? "it does not say why" : lines
        }
    }

    private let name: String
    private let environment: [String: String]
    private let scratch: String

    /// - Parameters:
    ///   - name: looked for in PATH.
    ///   - environment: all the variables it gets.
    ///   - scratch: a folder for what it says.
    init(_ name: String, environment: [String: String], scratch: String) {
        self.name = name
        self.environment = environment
        self.scratch = scratch
    }

    /// Runs it to its end, with nothing to read.
    ///
    /// - Throws: `HostError` when it cannot be started.
    func run(_ arguments: [String]) async throws(HostError) -> Outcome {
        let words = [name] + arguments
        let outcome: Result<Outcome, HostError> = await withCheckedContinuation { continuation in
            DispatchQueue(label: "patchbay.program").async {
                continuation.resume(returning: started(words))
            }
        }
        return try outcome.get()
    }

    private func started(_ words: [String]) -> Result<Outcome, HostError> {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (descriptor, file) in [(Int32(1), "output"), (2, "errors")] {
            let flags = O_WRONLY | O_CREAT | O_TRUNC
            posix_spawn_file_actions_addopen(&actions, descriptor, "\(scratch)/\(file)", flags, 0o600)
        }
        // Its words are read for people, but also compared with nothing: in English they can be looked up.
        let variables = environment.merging(["LC_ALL": "C.UTF-8"]) { $1 }.map { strdup("\($0.key)=\($0.value)") }
        let arguments = words.map { strdup($0) }
        defer { for text in arguments + variables { free(text) } }
        var process = pid_t()
        let error = posix_spawnp(&process, name, &actions, nil, arguments + [nil], variables + [nil])
        guard error == 0 else {
            return .failure(
                HostError(
                    .unavailable,
                    name,
                    "cannot be started: \(String(cString: strerror(error)))",
                    hint: "install \(name)"
                )
            )
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return .success(Outcome(isDone: status == 0, output: text("output"), errors: text("errors")))
    }

    private func text(_ file: String) -> String {
        let path = "\(scratch)/\(file)"
        guard let open = try? Descriptor.open(path, flags: O_RDONLY, shown: path),
            let bytes = try? ReadingFile(open, path: path).next(64 << 10)
        else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
