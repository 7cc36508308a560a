import Host

/// Hands a message to a program of this machine that takes mail as `sendmail` does.
struct MailProgram: Sendable {
    /// All that such a program is told of our variables.
    private static let variables = ["PATH", "HOME", "USER", "LOGNAME", "TZ"]
    private static let limits = OutsideProgram.Limits(time: 60, size: 16 << 20)

    private let environment: [String: String]
    private let folder: String

    init(environment: [String: String]) {
        self.environment = environment.filter { Self.variables.contains($0.key) }
        folder = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    }

    /// Returns when the program has taken it on.
    ///
    /// Receivers are read from the message (`-t`), and a dot alone is no end of it (`-i`).
    /// - Throws: `HostError` with the program's path and its own words.
    func send(_ text: MailText, by path: String) async throws {
        let outcome = try await ScratchFolder.use(in: folder) { scratch in
            let program = OutsideProgram(path, environment: environment, scratch: scratch, limits: Self.limits)
            return try await program.run(["-t", "-i"], input: Array(text.lines.utf8))
        }
        guard outcome.isDone else {
            throw HostError(
                .unavailable,
                path,
                "did not take the message: \(outcome.reason)",
                hint: "try it by hand, or send by smtp"
            )
        }
    }
}
