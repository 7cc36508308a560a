import Glibc
import JSON
import TestSupport
import Testing

/// A place with channels in its configuration.
struct ChannelBench {
    let place: Place

    init(_ channels: String) throws {
        place = try Place()
        if !channels.isEmpty { try configure(channels) }
    }

    init(_ place: Place) { self.place = place }

    /// Puts channels behind what is in the configuration already.
    func configure(_ channels: String) throws {
        let before = place.folder.text("home/config.yaml") ?? ""
        try place.folder.write("home/config.yaml", before + "channels:\n" + channels)
        // It says who is told; nobody else may change it.
        #expect(chmod(place.folder.path("home"), 0o700) == 0)
    }

    /// Sends a test message.
    func test(_ name: String) async throws -> ProgramRun.Outcome { try await place.patchbay("channel test \(name)") }

    /// Stores a secret.
    func secret(_ name: String, _ value: String) async throws {
        try place.folder.write("work/value", value)
        #expect(chmod(place.work + "/value", 0o600) == 0)
        let outcome = try await place.patchbay("secret set \(name) --from value")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }
}

/// The mail server of `scripts/mail-server` as a process of its own, which ends with the test.
final class MailServerProcess: Sendable {
    /// A message that it took.
    struct Taken {
        var from: String?
        var to: [String]
        var text: String
        var usedTLS: Bool
        var user: String?
    }

    let port: Int64
    private let run: ProgramRun

    init(_ options: String...) async throws {
        run = try ProgramRun(
            Repository.path("scripts/mail-server"),
            options,
            environment: ["PATH": "/usr/bin:/bin"],
            allowed: 1800
        )
        guard await run.hasWritten("}\n"), let ready = try? JSONValue(parsing: Array(run.outputSoFar.utf8)),
            let port = ready["port"]?.integer
        else {
            run.send(SIGKILL)
            throw LoopbackFailure(text: "the mail server did not start: \(await run.outcome().errors)")
        }
        self.port = port
    }

    deinit { run.send(SIGKILL) }

    /// All that it took so far.
    func taken() throws -> [Taken] {
        try run.outputSoFar.split(separator: "\n").dropFirst().map { line in
            let facts = try JSONValue(parsing: Array(line.utf8))
            return Taken(
                from: facts["from"]?.string,
                to: facts["to"]?.array?.compactMap(\.string) ?? [],
                text: facts["text"]?.string ?? "",
                usedTLS: facts["tls"]?.bool ?? false,
                user: facts["user"]?.string
            )
        }
    }
}
