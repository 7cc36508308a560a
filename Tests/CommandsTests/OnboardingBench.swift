import JSON
import TestSupport
import Testing

/// Agents of a simulated org, a CSV that asks for something of them, and what came of it.
struct OnboardingBench: Sendable {
    let place: Place
    let simulator: SimulatorProcess

    /// What the state is compared by: every field that the CSV can change, an agent a line.
    private static let state = """
        local cc, csv, run = require "cc", require "csv", require "run"
        run.args { { "--out", "output", default = "state.csv" } }
        local fields = {
            "email", "siteId", "userProfileId", "agentProfileId", "multimediaProfileId", "skillProfileId", "workPhone",
            "mobile",
        }
        local rows = {}
        for user in cc.user.each {} do
            local row = { teams = table.concat(user.teamIds or {}, " ") }
            for _, field in ipairs(fields) do row[field] = user[field] end
            rows[#rows + 1] = row
        end
        table.sort(rows, function(a, b) return a.email < b.email end)
        table.insert(fields, "teams")
        csv.write("state.csv", rows, { columns = fields })
        """

    init(users: Int = 120, _ options: String = "") async throws {
        place = try Place()
        simulator = try await SimulatorProcess(place, "--users \(users) --tasks 1 --rate-limit 0 \(options)")
        try place.script("state.lua", Self.state)
    }

    /// Agents by number, each with two teams and a telephone, every second at another site.
    static func agents(_ count: Int) -> String {
        let teams = ["Support", "Billing", "Sales", "Claims"]
        let rows = (1...count).map { number in
            "\(email(number)),\(teams[number % 4])|\(teams[(number + 1) % 4]),"
                + (number.isMultiple(of: 2) ? "Berlin" : "San Jose") + ",,+49\(number),\n"
        }
        return "email,teams,site,user_profile,work_phone,mobile\n" + rows.joined()
    }

    static func email(_ number: Int) -> String {
        "agent" + String(repeating: "0", count: 5 - "\(number)".count) + "\(number)@example.com"
    }

    /// Brings the agents of a file to where it wants them.
    func onboard(
        _ text: String? = nil,
        file: String = "agents.csv",
        _ options: String = "",
        allowed: Int = 60
    ) async throws -> ProgramRun.Outcome {
        if let text { try place.script(file, text) }
        return try await place.patchbay(
            "run --profile demo \(options) examples/onboard-agents.lua --file \(file)",
            allowed: allowed
        )
    }

    /// What became of the rows, each by column, in the order of their lines.
    func results() throws -> [[String: String]] {
        let lines = try CSVText.rows(#require(place.text("results.csv")))
        let columns = try #require(lines.first)
        return lines.dropFirst().map { Dictionary(zip(columns, $0)) { first, _ in first } }
            .sorted { Int($0["row"] ?? "") ?? 0 < Int($1["row"] ?? "") ?? 0 }
    }

    /// The agents as the org has them now, by e-mail.
    func agents() async throws -> [String: [String: String]] {
        try simulator.mend()
        let outcome = try await place.patchbay("run --profile demo state.lua")
        try #require(outcome.exitCode == 0, "\(outcome.errors)")
        let lines = try CSVText.rows(#require(place.text("state.csv")))
        let columns = try #require(lines.first)
        let rows = lines.dropFirst().map { Dictionary(zip(columns, $0)) { first, _ in first } }
        return Dictionary(rows.map { ($0["email"] ?? "", $0) }) { first, _ in first }
    }
}
