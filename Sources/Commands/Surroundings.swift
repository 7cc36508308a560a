import ArgumentParser
import Glibc
import Host

/// What a verb finds around it: the process's environment, folders and console.
struct Surroundings {
    let environment: [String: String]
    let currentFolder: String
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
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        currentFolder = getcwd(&buffer, buffer.count).map { String(cString: $0) } ?? "/"
        console = Console(environment: environment)
    }

    func homes() throws(HostError) -> HomeFolders {
        try HomeFolders(environment: environment, currentFolder: currentFolder)
    }

    /// The path of the worker's program: it lies beside this one.
    func workerPath() -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return (own.split(separator: "/").dropLast().map { "/" + $0 }.joined()) + "/patchbay-worker"
    }

    /// Does what a verb is for; a failure is told on standard error and becomes its exit code.
    func perform(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as HostError {
            console.say(console.colored("error:", .bad) + " " + error.description)
            throw ArgumentParser.ExitCode(error.exitCode)
        }
    }
}
