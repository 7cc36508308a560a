import ArgumentParser
import Catalog
import Glibc
import Host
import Journal
import Transfer
import Webex

/// What a verb finds around it: the process's environment, folders and console.
struct Surroundings: Sendable {
    let environment: [String: String]
    private let workingFolder: String?
    /// What this process does is part of: given by `TRACEPARENT`, else its own.
    let trace: TraceID
    /// Knows every secret of this process, so that nothing shows one.
    let redaction: Redaction
    let console: Console

    init() {
        var environment: [String: String] = [:]
        var entry = environ
        while let line = entry.pointee {
            let parts = String(cString: line).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { environment[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        self.environment = environment
        workingFolder = Self.workingFolder
        trace = environment["TRACEPARENT"].flatMap { TraceID(traceparent: $0) } ?? TraceID()
        redaction = Redaction()
        redaction.add(EnvironmentCredentials(environment).credentials)
        console = Console(environment: environment, redaction: redaction)
    }

    private init(_ other: Surroundings, environment: [String: String], console: Console) {
        self.environment = environment
        self.console = console
        workingFolder = other.workingFolder
        trace = other.trace
        redaction = other.redaction
    }

    /// The same with a home of its own, and nothing of the environment: no profile and no credential is seen from there.
    func apart(home: String) -> Surroundings {
        Surroundings(self, environment: ["PATCHBAY_HOME": home], console: console)
    }

    /// The current folder; nil when its name is no UTF-8, or it is gone.
    private static var workingFolder: String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard getcwd(&buffer, buffer.count) != nil else { return nil }
        return String(validating: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Writes data to standard output.
    ///
    /// - Throws: `HostError` when it cannot be written.
    func emit(_ bytes: [UInt8]) throws(HostError) {
        console.print(bytes)
        if let failure = console.flush() { throw HostError(.unavailable, "", failure) }
    }

    /// Warns a person on standard error.
    func warn(_ text: String) { console.say("\(console.colored("warning:", .warning)) \(Console.plain(text))") }

    /// The folder that paths are relative to.
    ///
    /// - Throws: `HostError` when there is none that text can name.
    func currentFolder() throws(HostError) -> String {
        guard let workingFolder else {
            throw HostError(
                .invalid,
                "current folder",
                "is gone, or its name is no UTF-8",
                hint: "go to another folder"
            )
        }
        return workingFolder
    }

    /// The environment of a process that works in another folder, and has to find the same home from there.
    func environmentElsewhere() throws(HostError) -> [String: String] {
        guard let home = environment["PATCHBAY_HOME"], !home.isEmpty else { return environment }
        return environment.merging(["PATCHBAY_HOME": try PathText.absolute(home, in: currentFolder())]) { $1 }
    }

    func homes() throws(HostError) -> HomeFolders {
        try HomeFolders(environment: environment, currentFolder: currentFolder())
    }

    /// What is kept sealed; nothing is read yet.
    func vault() throws(HostError) -> Vault {
        Vault(folders: try homes(), environment: environment, redaction: redaction)
    }

    /// A session that counts its requests with all others of this home, and whose secrets nothing here shows; its
    /// requests are part of this process's trace, where the settings name no other.
    func session(
        _ profile: Profile,
        _ credentials: any CredentialStore,
        _ transfer: Transfer,
        _ settings: SessionSettings
    ) throws(HostError) -> Session {
        let homes = try homes()
        try HomeFolders.make(homes.state)
        var settings = settings
        settings.trace = settings.trace ?? trace
        return Session(
            profile: profile,
            credentials: credentials,
            transfer: transfer,
            limiterFolder: homes.limitFolder,
            settings: settings,
            redaction: redaction
        )
    }

    /// The path of the worker's program: it lies beside this one.
    func workerPath() -> String {
        (programPath().split(separator: "/").dropLast().map { "/" + $0 }.joined()) + "/patchbay-worker"
    }

    /// The path of this program.
    func programPath() -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        return String(decoding: buffer.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Does what a verb is for; a failure is told on standard error and becomes its exit code.
    func perform(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as ArgumentParser.ExitCode {
            throw error
        } catch {
            console.say(console.colored("error:", .bad) + " \(Console.plain(Self.text(error)))")
            throw ArgumentParser.ExitCode(Self.exitCode(of: error))
        }
    }

    private static func exitCode(of error: any Error) -> Int32 {
        switch error {
        case let error as HostError: error.exitCode
        case let error as WebexError: Host.ExitCode.of(error)
        case let error as JournalError: Host.ExitCode.of(error)
        case is CatalogError: Host.ExitCode.usage
        default: Host.ExitCode.scriptError
        }
    }

    /// The error as a person reads it: what failed, and the way out.
    private static func text(_ error: any Error) -> String {
        guard let error = error as? WebexError else { return "\(error)" }
        return error.hint.map { "\(error); \($0)" } ?? "\(error)"
    }
}
