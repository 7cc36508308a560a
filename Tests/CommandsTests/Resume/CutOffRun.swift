import Glibc
import JSON
import TestSupport
import Testing

/// A run against a simulator that is killed where the simulator holds an answer back, and what may be asked of it then.
struct CutOffRun: Sendable {
    let place: Place
    let simulator: SimulatorProcess

    /// For each person of a file: a step that reads, and two changes, one after the other.
    static let script = """
        local cc, csv, run = require "cc", require "csv", require "run"
        local args = run.args { { "file", "file", required = true }, { "--at", "date", default = "now" } }
        print("facts", run.id, run.started, args.at, math.random(1 << 30))
        run.rows(csv.rows(args.file), { key = "email", concurrency = 1, results = "results.csv" }, function(row)
            local id = run.step("find", function()
                print("step", row.email)
                return cc.user.get { email = row.email }.id
            end)
            cc.user.patch(id, { workPhone = row.phone })
            cc.user.patch(id, { mobile = row.phone })
            return { status = "ok", id = id }
        end)
        """

    /// The people of `script` by number, with a telephone each.
    static func people(_ numbers: ClosedRange<Int>, phone: String = "+49") -> String {
        "email,phone\n" + numbers.map { "\(OnboardingBench.email($0)),\(phone)\($0)\n" }.joined()
    }

    /// A simulator, and a script that knows nothing of being cut off.
    init(_ script: String = Self.script, people: String = Self.people(1...6), options: String = "") async throws {
        place = try Place()
        simulator = try await SimulatorProcess(place, "--users 20 --tasks 1 --rate-limit 0 \(options)")
        try place.script("s.lua", script)
        try place.script("people.csv", people)
    }

    /// Runs the script until the simulator holds an answer back as `fault` says, and kills the host.
    ///
    /// - Returns: what the run has printed.
    @discardableResult
    func cutOff(_ fault: String, arguments: String = "people.csv", options: String = "") async throws -> String {
        try simulator.fail("stall:times=1:" + fault)
        let run = try place.start("run --profile demo --allow-write \(options) s.lua \(arguments)", allowed: 60)
        try await until { (try? simulator.stats().faults) ?? 0 > 0 }
        run.send(SIGKILL)
        let outcome = await run.outcome()
        #expect(outcome.signal == SIGKILL, "\(outcome.errors)")
        try simulator.mend()
        return outcome.output
    }

    func resume(_ options: String = "", of run: String = "last") async throws -> ProgramRun.Outcome {
        try await place.patchbay("resume \(options) \(run)")
    }

    /// How often the simulator has done an operation.
    func count(_ operation: String) throws -> Int { try simulator.stats().count(operation) }
}
