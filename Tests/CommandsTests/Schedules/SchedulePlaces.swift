import JSON
import TestSupport
import Testing

extension Place {
    /// Writes the file of a schedule.
    func schedule(_ name: String, _ text: String) throws { try folder.write("home/schedules/" + name, text) }

    /// The text of a schedule's file; nil when there is none.
    func scheduleText(_ name: String) -> String? { folder.text("home/schedules/" + name) }

    /// What a line prints as JSON.
    func json(_ line: String) async throws -> JSONValue {
        try JSONValue(parsing: Array(try await patchbay(line + " --json").output.utf8))
    }

    /// Stores an org whose tokens were handed over.
    func profile(_ name: String, zone: String = "Europe/Berlin") throws {
        try folder.write(
            "home/config.yaml",
            "profiles:\n  \(name):\n    region: us1\n    client_id: C1\n    zone: \(zone)\n"
        )
    }
}
