import Glibc
import JSON
import TestSupport
import Testing

/// A place with schedules of its own, a simulated org behind them, and daemons that run there.
///
/// Nothing waits for a clock: what a schedule is owed comes of a cursor that lies in the past.
final class ServedPlace: Sendable {
    let place: Place
    let simulator: SimulatorProcess

    /// A script that makes one object of the org, and one line.
    static let creates = """
        local cc, run = require "cc", require "run"
        cc.work_type.create { name = "tick " .. run.id, workTypeCode = "WRAP_UP_CODE", active = true }
        print("made")
        """

    init(_ place: Place? = nil) async throws {
        self.place = try place ?? Place()
        simulator = try await SimulatorProcess(self.place, "--tasks 1 --users 3 --rate-limit 0")
        try self.place.folder.makeFolder("home/schedules")
    }

    /// Writes a schedule of every hour that makes up for all that was missed, and its script.
    func schedule(_ name: String, _ script: String = creates, _ more: String = "") throws {
        try place.script("\(name).lua", script)
        try place.folder.write(
            "home/schedules/\(name).yaml",
            """
            script: \(place.work)/\(name).lua
            profile: demo
            folder: \(place.work)
            every: 1h
            missed: all
            \(more)

            """
        )
    }

    /// Starts a daemon.
    func serve(_ options: String = "--no-listen", allowed: Int = 240) throws -> ProgramRun {
        try place.start("serve --min-free 1K \(options)", allowed: allowed)
    }

    /// Has each schedule be accounted for, and then owed so many of its hours.
    func owe(_ hours: Int, _ options: String = "--no-listen") async throws {
        let daemon = try serve(options)
        for name in try schedules { #expect(await daemon.hasWritten("\(name): is watched from now on")) }
        try await end(daemon)
        try await setBack(hours)
    }

    /// Sets the cursors of all schedules back by so many hours.
    func setBack(_ hours: Int) async throws {
        _ = try await sql("UPDATE schedules SET cursor = cursor - \(hours) * 3600000")
    }

    private var schedules: [String] {
        get throws {
            SmallFile.names(place.folder.path("home/schedules")).filter { $0.hasSuffix(".yaml") }
                .filter { (place.folder.text("home/schedules/\($0)") ?? "").contains("every") }
                .map { String($0.dropLast(5)) }
        }
    }

    /// Ends a daemon in order.
    @discardableResult
    func end(_ daemon: ProgramRun, _ signal: Int32 = SIGTERM) async throws -> ProgramRun.Outcome {
        daemon.send(signal)
        let outcome = await daemon.outcome()
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        return outcome
    }

    /// Asks the store of the state folder, by nothing of Patchbay's; the rows as JSON.
    func sql(_ statement: String) async throws -> [JSONValue] {
        let script = """
            from json import dumps; from sqlite3 import connect; from sys import argv
            connection = connect(argv[1], timeout=60)
            rows = connection.execute(argv[2]).fetchall()
            connection.commit()
            print(dumps(rows))
            """
        let outcome = try await ProgramRun.run(
            "/usr/bin/python3",
            ["-c", script, place.folder.path("home/journal.sqlite"), statement],
            environment: ["PATH": "/usr/bin:/bin"]
        )
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        return try JSONValue(parsing: outcome.outputBytes).array ?? []
    }

    /// The ticks, each as state, reason, attempts, cut-offs and exit code, in the order in which they were due.
    func ticks() async throws -> [[JSONValue]] {
        try await sql("SELECT state, reason, attempts, cut_offs, exit_code FROM schedule_ticks ORDER BY due, number")
            .map { $0.array ?? [] }
    }

    /// How each tick stands.
    func states() async throws -> [String] { try await ticks().map { $0.first?.string ?? "" } }

    /// Waits until ticks stand in a way; the store tells nobody.
    func until(_ condition: ([[JSONValue]]) -> Bool) async throws {
        for _ in 0..<1200 {
            if condition(try await ticks()) { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("the ticks never stood as they should: \(try await ticks())")
    }

    /// How many objects the scripts have made.
    func made() throws -> Int { try simulator.stats().count("work_type.create") }
}
