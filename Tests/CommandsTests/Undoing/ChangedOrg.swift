import JSON
import TestSupport
import Testing

/// An org that scripts change, and what is left of that once it was taken back.
struct ChangedOrg: Sendable {
    let place: Place
    let simulator: SimulatorProcess

    /// Everything that the scripts of tests touch, each id as the name of its object.
    ///
    /// Without what the service counts and stamps; people who are gone leave users behind that are not active.
    private static let look = """
        local cc, json, webex = require "cc", require "json", require "webex"
        local kinds = { "site", "team", "user", "queue", "skill", "auxiliary_code", "address_book", "desktop_profile" }
        local objects, names = {}, {}
        local function add(kind, object)
            if kind == "user" and not object.active then return end
            names[object.id] = kind .. " " .. (object.name or object.email or object.displayName)
            objects[#objects + 1] = { kind = kind, object = object }
        end
        for _, kind in ipairs(kinds) do
            for object in cc[kind].each({}, { whole = true }) do add(kind, object) end
        end
        for person in webex.person.each() do add("person", person) end
        local WITHOUT = { version = true, createdTime = true, lastUpdatedTime = true, created = true, lastModified = true }
        local function text(value)
            if type(value) ~= "table" then return names[value] or json.encode(value) end
            local parts = {}
            for key, inner in pairs(value) do
                local part = not WITHOUT[key] and text(inner)
                if part and part ~= "{}" then parts[#parts + 1] = type(key) == "number" and part or key .. "=" .. part end
            end
            table.sort(parts)
            return "{" .. table.concat(parts, " ") .. "}"
        end
        local lines = {}
        for _, entry in ipairs(objects) do lines[#lines + 1] = entry.kind .. " " .. text(entry.object) end
        table.sort(lines)
        print(table.concat(lines, "\\n"))
        """

    init(_ options: String = "--users 20") async throws {
        place = try Place()
        simulator = try await SimulatorProcess(place, "--tasks 1 --rate-limit 0 \(options)")
        try place.script("look.lua", Self.look)
    }

    /// What the org holds, a line for each object.
    func state() async throws -> [String] {
        let outcome = try await place.patchbay("run --profile demo look.lua")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        return outcome.output.split(separator: "\n").map(String.init)
    }

    /// Runs a script; gives the id of its run.
    @discardableResult
    func run(_ source: String, _ options: String = "--allow-deletes", exitCode: Int32 = 0) async throws -> String {
        try place.script("s.lua", source)
        let outcome = try await place.patchbay("run --profile demo \(options) s.lua")
        #expect(outcome.exitCode == exitCode, "\(outcome.errors)")
        return try RunHistory.id(outcome)
    }

    /// Runs a script that is there, with its words.
    func run(example line: String, _ words: String...) async throws -> String {
        let outcome = try await place.start("run --profile demo \(line)", words).outcome()
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        return try RunHistory.id(outcome)
    }

    /// Takes a run back without being asked.
    func undo(_ run: String, _ options: String = "--allow-deletes") async throws -> ProgramRun.Outcome {
        try await place.patchbay("undo --yes \(options) \(run)")
    }

    /// The id of the run that carried an undo out.
    static func applied(_ undone: ProgramRun.Outcome) throws -> String {
        let lines = undone.errors.split(separator: "\n").filter { $0.hasPrefix("run ") }
        return String(try #require(lines.last).dropFirst(4))
    }

    /// What is planned to take a run back, of which nothing is done.
    func plan(_ run: String) async throws -> JSONValue {
        let outcome = try await place.patchbay("undo --json --out plan.json \(run)")
        return try JSONValue(parsing: outcome.outputBytes)
    }
}
