import Glibc
import Host
import Journal
import TestSupport
import Testing
import Webex

@testable import Schedule

/// A state folder with a real journal, and a program in the place of `patchbay` that does what a test says.
struct DaemonScene {
    static let run = "20261121-205936-rgtv"

    let folder: TemporaryFolder
    let place: JournalPlace
    let store: SQLiteScheduleStore
    let logs: RunLogs

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("work")
        try HomeFolders.make(folder.path("state"))
        let journal = JournalOnDemand(folder: folder.path("state"))
        place = JournalPlace(folder: folder.path("state"), opening: journal)
        store = SQLiteScheduleStore(journal)
        logs = RunLogs(folder: folder.path("state/logs"))
    }

    func schedule(_ name: String = "nightly") throws -> ScheduleDefinition {
        ScheduleDefinition(
            name: name,
            file: folder.path("schedules/\(name).yaml"),
            work: .script(folder.path("work/night.lua")),
            folder: folder.path("work"),
            timing: try Timing(every: 3_600_000, zone: .utc)
        )
    }

    func order(_ way: RunOrder.Way = .begin) throws -> RunOrder {
        RunOrder(schedule: try schedule(), run: Self.run, way: way)
    }

    /// Starts processes of a shell script in the place of the program.
    func processes(
        _ script: String,
        environment: [String: String] = ["PATH": "/usr/bin:/bin"],
        clock: WallClock = .system
    ) throws -> HostProcesses {
        let program = try folder.write("patchbay", "#!/bin/sh\n" + script)
        chmod(program, 0o755)
        return HostProcesses(
            program: program,
            place: place,
            logs: logs,
            environment: environment,
            trace: RunTrace(folder: folder.path("state")),
            clock: clock
        )
    }

    /// A run as the journal has it.
    func record(end: Int32? = nil, failure: String? = nil, attempts: Int = 1) -> RunRecord {
        var record = RunRecord(
            id: Self.run,
            kind: .script,
            script: folder.path("work/night.lua"),
            scriptHash: "",
            words: [],
            profile: "demo",
            isSimulated: false,
            user: "test",
            folder: folder.path("work"),
            started: 1_795_294_776_000,
            seed: 1,
            options: "{}",
            version: "1"
        )
        record.attempts = attempts
        record.end = end.map { RunRecord.End(time: 1_795_294_777_000, exitCode: $0, failure: failure, summary: "{}") }
        return record
    }

    /// Enters a run, and how it ended.
    func enter(end: Int32? = nil, failure: String? = nil) async throws {
        try await place.store.begin(record())
        if end != nil { try await place.store.update(record(end: end, failure: failure)) }
    }
}
