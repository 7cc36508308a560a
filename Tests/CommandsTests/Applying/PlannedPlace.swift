import JSON
import TestSupport
import Testing

/// A place with a simulator, in which scripts are planned and their plans carried out.
struct PlannedPlace: Sendable {
    let place: Place
    let simulator: SimulatorProcess

    init(_ options: String = "--users 20") async throws {
        place = try Place()
        simulator = try await SimulatorProcess(place, "--tasks 1 --rate-limit 0 --seed 5 \(options)")
    }

    /// Plans a script into a file.
    func plan(_ name: String, _ source: String, _ words: String...) async throws {
        try place.script("planned.lua", source)
        try await plan(name, of: ["planned.lua"] + words)
    }

    /// Plans a script that is there, with its words, into a file.
    func plan(_ name: String, of words: [String]) async throws {
        let run = try place.start("run --profile demo --plan --out \(name)", words)
        let outcome = await run.outcome()
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        guard place.text(name) == nil else { return }
        // Behind what the script itself prints.
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).drop { $0 != "{" }
        try place.script(name, lines.joined(separator: "\n"))
    }

    func apply(_ line: String) async throws -> ProgramRun.Outcome {
        try await place.patchbay("apply \(line)", allowed: 120)
    }

    /// Runs a script against the org.
    func run(_ source: String) async throws -> String {
        try place.script("aside.lua", source)
        let outcome = try await place.patchbay("run --profile demo --allow-deletes aside.lua")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        return outcome.output
    }

    /// The changes of a plan's file.
    func changes(_ name: String) throws -> [JSONValue] {
        let text = try #require(place.text(name))
        return try JSONValue(parsing: Array(text.utf8))["changes"]?.array ?? []
    }

    /// What a report as JSON says of the changes: `1 done`, in the order of the plan.
    static func statuses(_ outcome: ProgramRun.Outcome) throws -> [String] {
        try (JSONValue(parsing: Array(outcome.output.utf8))["changes"]?.array ?? []).map { change in
            "\(change["number"]?.integer ?? 0) \(change["status"]?.string ?? "")"
        }
    }

    /// Columns of the journal's writes, in order.
    func writes(_ columns: String) async throws -> [[JSONValue]] {
        let query =
            "import json, sqlite3; print(json.dumps(sqlite3.connect('../home/journal.sqlite').execute("
            + "'SELECT \(columns) FROM run_writes ORDER BY entry').fetchall()))"
        let outcome = try await place.shell("python3 -c \"\(query)\"")
        return try (JSONValue(parsing: Array(outcome.output.utf8)).array ?? []).map { $0.array ?? [] }
    }

    /// A script that makes sites with these names.
    static func making(_ names: String...) -> String {
        """
        local cc = require "cc"
        local profile = cc.multimedia_profile.list()[1].id
        for _, name in ipairs { \(names.map { "\"\($0)\"" }.joined(separator: ", ")) } do
            cc.site.create { name = name, active = true, multimediaProfileId = profile }
        end
        """
    }

    /// A script that prints all sites but for their ids.
    static let sites = """
        local cc = require "cc"
        local lines = {}
        for site in cc.site.each() do lines[#lines + 1] = ("%s|%s|%s"):format(site.name, site.description, site.version) end
        table.sort(lines)
        print(table.concat(lines, "\\n"))
        """
}
