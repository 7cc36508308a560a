import Glibc
import JSON
import TestSupport
import Testing

/// A place with a simulator that keeps its recordings, and the commands of the plugin `recordings` there.
struct ExportedOrg {
    /// The window that holds all of the simulator's tasks.
    static let window = "--from -8d"

    let place: Place
    let simulator: SimulatorProcess

    init(_ options: String = "--tasks 60 --recording-seconds 1 --rate-limit 0") async throws {
        place = try Place()
        simulator = try await SimulatorProcess(place, options)
    }

    /// Runs a command of the plugin.
    func recordings(_ line: String) async throws -> ProgramRun.Outcome {
        try await place.patchbay("recordings \(line) --profile demo")
    }

    /// Exports the whole window, which must end well.
    func export(_ options: String = "") async throws -> ExportedFolder {
        let outcome = try await recordings("export \(Self.window) \(options)")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        return try ExportedFolder(place)
    }

    /// What `recordings list` says, a record each.
    func records(_ options: String = "") async throws -> [JSONValue] {
        let outcome = try await recordings("list --json \(options)")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        return try outcome.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    }

    /// The lines of manifest.jsonl.
    func lines(_ folder: String = "recordings") throws -> [JSONValue] {
        try #require(place.text("\(folder)/manifest.jsonl")).split(separator: "\n")
            .map { try JSONValue(parsing: Array($0.utf8)) }
    }
}
