import Glibc
import JSON
import TestSupport
import Testing

/// A place in which scripts were run, and what `patchbay runs` says of them.
struct RunHistory {
    let place: Place

    init() throws { place = try Place() }

    /// Three rows, of which one fails, and one change.
    static let rows = """
        local cc, csv, run = require "cc", require "csv", require "run"
        local args = run.args { { "file", "file" } }
        local site = run.step("site", function() return cc.site.list()[1].id end)
        run.rows(csv.rows(args.file), { key = "email" }, function(row)
            if row.team == "none" then error("no such team") end
            if row.team then
                run.step("team", function()
                    return cc.team.create {
                        name = row.team, siteId = site, active = true, teamStatus = "IN_SERVICE", teamType = "AGENT", rankQueuesForTeam = false,
                    }.id
                end)
                return "made"
            end
        end)
        """

    static let people = "email,team\njane@example.com,Owls\njoe@example.com,none\nann@example.com,\n"

    /// Runs the script of three rows against a simulator of its own, or a profile.
    func runRows(_ org: String = "--simulator --tasks 1 --users 3") async throws -> ProgramRun.Outcome {
        try place.script("rows.lua", Self.rows)
        try place.script("people.csv", Self.people)
        return try await place.patchbay("run \(org) rows.lua people.csv")
    }

    /// Runs a script of one line.
    @discardableResult
    func run(_ source: String, as name: String = "s.lua", _ options: String = "") async throws -> String {
        try place.script(name, source)
        let outcome = try await place.patchbay("run --simulator --tasks 1 --users 3 \(options) \(name)")
        return try Self.id(outcome)
    }

    /// The id that a run told on its first line.
    static func id(_ outcome: ProgramRun.Outcome) throws -> String {
        let line = try #require(outcome.errors.split(separator: "\n").first { $0.hasPrefix("run ") })
        return String(line.dropFirst(4))
    }

    /// What a verb prints as one JSON document.
    func json(_ line: String) async throws -> JSONValue {
        let outcome = try await place.patchbay(line)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        return try JSONValue(parsing: outcome.outputBytes)
    }

    /// What a verb prints as JSON Lines.
    func lines(_ line: String) async throws -> [JSONValue] {
        let outcome = try await place.patchbay(line)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        return try outcome.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }

    /// The ids that `patchbay runs` lists.
    func ids(_ options: String = "") async throws -> [String] {
        try await json("runs --json \(options)").array?.compactMap { $0["id"]?.string } ?? []
    }

    /// Has a run killed while the simulator holds the answers to creates of teams, which it has carried out.
    ///
    /// - Returns: its id.
    func killed(_ simulator: SimulatorProcess) async throws -> String {
        try place.script("rows.lua", Self.rows)
        try place.script("people.csv", Self.people)
        try simulator.fail("stall:match=POST.*/team")
        let run = try place.start("run --profile demo rows.lua people.csv")
        try await until { (try? simulator.stats().faults) ?? 0 > 0 }
        run.send(SIGKILL)
        let outcome = await run.outcome()
        try simulator.mend()
        return try Self.id(outcome)
    }
}
