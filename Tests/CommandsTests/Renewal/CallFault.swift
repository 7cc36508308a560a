import Glibc
import TestSupport
import Testing

/// A fault that befalls the command at one of the calls by which it renews tokens; see `Tests/Preload`.
struct CallFault {
    /// The number of the call, counted from 1 when the credentials are held.
    var step: Int
    /// What the call fails with; nil: the process is killed in its place.
    var error: Int32?

    /// How a run with a fault went.
    struct Outcome {
        var run: ProgramRun.Outcome
        /// The calls that counted, the one that met the fault among them.
        var calls: [String]
    }

    /// Runs `patchbay` at `place` with the fault.
    func befall(_ line: String, at place: Place) async throws -> Outcome {
        let log = try place.folder.write("calls", "")
        var faulty = place
        faulty.environment["LD_PRELOAD"] = try await Self.compiled(at: place)
        faulty.environment["CALL_FAULT_LOG"] = log
        faulty.environment["CALL_FAULT_STEP"] = String(step)
        faulty.environment["CALL_FAULT_ERRNO"] = error.map { String($0) }
        let run = try await faulty.patchbay(line)
        return Outcome(run: run, calls: (place.folder.text("calls") ?? "").split(separator: "\n").map(String.init))
    }

    /// The library that is loaded before libc, compiled when a place first wants it, by the compiler beside Swift's.
    private static func compiled(at place: Place) async throws -> String {
        let file = place.folder.path("call_fault.so")
        guard access(file, R_OK) != 0 else { return file }
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        let compiler = try await ProgramRun.run(
            "/usr/bin/env",
            ["clang", "-shared", "-fPIC", "-O1", "-Wall", "-o", file, Repository.path("Tests/Preload/call_fault.c")],
            environment: ["PATH": path]
        )
        try #require(compiler.exitCode == 0, "\(compiler.errors)")
        return file
    }
}
