import JSON
import TestSupport
import Testing

/// A place with plugins that a test writes: each a folder of the current one.
struct PluginPlace: Sendable {
    let place: Place

    init() throws { place = try Place() }

    init(_ place: Place) { self.place = place }

    /// A `plugin.lua` with what every manifest must have, and the fields that a test adds.
    static func manifest(_ name: String, _ fields: String = "", before: String = "") -> String {
        """
        \(before)
        return {
            name = "\(name)", version = "1.0.0", needs = "1.0", summary = "For a test.",
            \(fields)
        }
        """
    }

    /// A command that prints its arguments and settings as they reach it.
    static let echo = """
        commands = { echo = { about = "Says it again.", args = { { "word", "text" }, { "--loud", "flag" } },
            run = function(args, settings)
                print(args.word, args.loud, rawget(settings, "greeting") or "no greeting")
            end } },
        """

    /// Writes the plugin of a name, with the fields that are given.
    func write(_ name: String, _ fields: String = "", before: String = "") throws {
        try place.script("\(name)/plugin.lua", Self.manifest(name, fields, before: before))
    }

    /// Writes and installs it; whatever it asks for is granted.
    func install(_ name: String, _ fields: String = "", before: String = "", settings: String = "") async throws {
        try write(name, fields, before: before)
        let outcome = try await place.patchbay("plugin install --yes \(name) \(settings)")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }

    /// The names of all that is installed besides what is part of the program.
    func installed() async throws -> [String] {
        let outcome = try await place.patchbay("plugin list --json")
        let list = try JSONValue(parsing: outcome.outputBytes).array ?? []
        return list.filter { $0["source"]?["kind"]?.string != "bundled" }.compactMap { $0["name"]?.string }
    }

    /// Runs a line that is to be refused, and gives what it says.
    func refusal(_ line: String, code: Int32 = 2) async throws -> String {
        let outcome = try await place.patchbay(line)
        #expect(outcome.exitCode == code, "\(line): \(outcome.errors)")
        return outcome.errors
    }
}
