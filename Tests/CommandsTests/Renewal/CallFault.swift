import TestSupport

/// A fault that befalls the command at one of the calls by which it renews tokens; see `Tests/CCallFault`.
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
        faulty.environment["LD_PRELOAD"] = ProductBinaries.tests + "/libCallFault.so"
        faulty.environment["CALL_FAULT_LOG"] = log
        faulty.environment["CALL_FAULT_STEP"] = String(step)
        faulty.environment["CALL_FAULT_ERRNO"] = error.map { String($0) }
        let run = try await faulty.patchbay(line)
        return Outcome(run: run, calls: (place.folder.text("calls") ?? "").split(separator: "\n").map(String.init))
    }
}
