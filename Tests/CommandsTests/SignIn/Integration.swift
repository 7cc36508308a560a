import Glibc
import JSON
import TestSupport
import Testing

/// An integration that is registered at a simulator, and stored as the profile `org`, not signed in.
///
/// The simulator's own profile `demo`, whose tokens need no sign-in, stands beside it.
struct Integration {
    var place: Place
    let simulator: SimulatorProcess
    let redirectURI: String
    /// The port that the redirect URI names; 0 when it names none.
    let port: UInt16

    /// Registers an address with a simulator of its own; `PORT` in it stands for a free port of this machine.
    init(redirectURI: String = "http://127.0.0.1:PORT/callback", options: String = "") async throws {
        let free = try Loopback.freePort()
        port = redirectURI.contains("PORT") ? free : 0
        self.redirectURI = redirectURI.replacing("PORT", with: "\(free)")
        place = try Place()
        simulator = try await SimulatorProcess(
            place,
            "--tasks 20 --users 5 --recording-seconds 1 --redirect-uri \(self.redirectURI) \(options)"
        )
        let words = try ["api-url": "api_url", "auth-url": "auth_url", "client-id": "client_id"].map { option, field in
            "--\(option) \(try #require(simulator.ready[field]?.string))"
        }
        let added = try await place.patchbay(
            "profile add org --redirect-uri \(self.redirectURI) " + words.joined(separator: " ")
        )
        #expect(added.exitCode == 0, "\(added.errors)")
        try secretFile("secret", #require(simulator.ready["client_secret"]?.string))
    }

    /// Writes a secret into a file of the current folder that nobody else may read.
    func secretFile(_ name: String, _ secret: String) throws {
        #expect(chmod(try place.folder.write("work/" + name, secret + "\n"), 0o600) == 0)
    }

    /// Starts to sign the profile in, with the client's secret from its file.
    func login(_ options: String = "", _ more: [String] = []) throws -> ProgramRun {
        try place.start("login org --client-secret-file secret \(options)", more, allowed: 40)
    }

    /// Signs the profile in by a pasted answer; the person agrees.
    func signIn(_ options: String = "", _ more: [String] = []) async throws {
        let outcome = try await paste(options, more) { try simulator.location(after: $0) }
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }

    /// Tries to sign the profile in; `answer` is given where to go, and returns what a person would paste.
    func paste(
        _ options: String = "",
        _ more: [String] = [],
        answer: (_ address: String) throws -> String
    ) async throws -> ProgramRun.Outcome {
        // A pipe, since the answer is not known before the program has said where to go.
        let name = place.work + "/answer"
        unlink(name)
        #expect(mkfifo(name, 0o600) == 0)
        let login = try login("--no-browser --answer answer \(options)", more)
        let text = try answer(try await address(login))
        var pipe: Int32 = -1
        try await until {
            pipe = open(name, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
            return pipe >= 0
        }
        _ = Array(text.utf8).withUnsafeBytes { write(pipe, $0.baseAddress, $0.count) }
        close(pipe)
        return await login.outcome()
    }

    /// Where a run tells a person to go, as soon as it listens or reads.
    func address(_ login: ProgramRun, onTerminal: Bool = false) async throws -> String {
        let base = try #require(simulator.ready["auth_url"]?.string) + "/authorize?"
        guard await login.hasWritten(onTerminal ? "S256\r\n" : "S256\n") else {
            throw LoopbackFailure(text: "no address was printed: \(await login.outcome().errors)")
        }
        let words = login.errorsSoFar.split(whereSeparator: \.isWhitespace)
        return String(try #require(words.first { $0.hasPrefix(base) }))
    }

    /// What the browser gets that follows a redirect to this machine.
    func visit(_ location: String, host: String = "127.0.0.1") throws -> Loopback.Answer {
        let target = location.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" && $0 != "?" }
        return try Loopback.answer(
            to: "GET",
            target.hasPrefix("?") ? "/\(target)" : String(target),
            host: host,
            port: port
        )
    }

    /// What `patchbay status` says of the profile; the exit code beside it.
    func status() async throws -> (code: Int32?, facts: JSONValue) {
        let outcome = try await place.patchbay("status org --json")
        return (outcome.exitCode, try JSONValue(parsing: outcome.outputBytes))
    }

    /// Runs a script of one call that reads the configuration.
    func run(_ options: String = "") async throws -> ProgramRun.Outcome {
        try place.script("teams.lua", #"for team in require("cc").team.each() do print(team.name) end"#)
        return try await place.patchbay("run --profile org \(options) teams.lua")
    }
}
