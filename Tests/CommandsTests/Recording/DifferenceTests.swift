import TestSupport
import Testing

extension CommandSuite {
    @Suite("Replays that differ")
    struct DifferenceTests {
        private static let script = """
            local async, cc, fs, run = require "async", require "cc", require "fs", require "run"
            local args = run.args { { "--name", "text", default = "Support" } }
            local team = cc.team.find { name = args.name }
            local user = cc.user.each()()
            run.rows({ { email = user.email } }, { key = "email" }, function()
                cc.user.patch(user.id, { workPhone = "+491", teamIds = { team.id } })
            end)
            fs.write("out.txt", "one\\ntwo\\n")
            async.sleep("50ms")
            print(team.name)
            """

        /// The first part of the script in place of the second, and what is told then.
        private static let changes: [(from: String, to: String, told: [String])] = [
            (
                "+491", "+492",
                ["asked now: user.patch in /rows:email/", "arguments[2].workPhone: \"+491\" -> \"+492\""]
            ),
            (", teamIds = { team.id }", "", ["arguments[2].teamIds: [\"", "\"] -> nothing"]),
            (
                "email = user.email", "email = 'x'",
                ["asked now: user.patch in /rows:email/x", "rows and steps: /rows:email/", " -> /rows:email/x"]
            ),
            ("two", "three", ["asked now: writing out.txt", "data[2]: \"two\" -> \"three\""]),
            (
                "cc.team.find {", "cc.site.find {",
                ["asked now: site.", "nothing like it was recorded", "to come in the recording: team."]
            ),
            (
                "\"Support\"", "\"Billing\"",
                ["asked now: run.args", "arguments[1].default: \"Support\" -> \"Billing\""]
            ),
            ("fs.write(", "cc.team.find { name = args.name } fs.write(", ["it was asked once when it was recorded"]),
            ("fs.write(\"out.txt\", \"one\\ntwo\\n\")", "", ["recorded and not asked\n  writing out.txt"]),
            (
                "cc.user.patch(user.id, { workPhone = \"+491\", teamIds = { team.id } })", "",
                ["recorded and not asked\n  user.patch in /rows:email/"]
            ),
        ]

        @Test("a changed script is told at the first effect that differs, and how; what is never asked at the end")
        func changed() async throws {
            let place = try Place()
            try place.script("s.lua", Self.script)
            let recorded = try await place.patchbay(
                "run --simulator --users 5 --tasks 1 --allow-write --record s.rec s.lua"
            )
            #expect(recorded.exitCode == 0, "\(recorded.errors)")
            for change in Self.changes {
                let changed = Self.script.replacing(change.from, with: change.to)
                try #require(changed != Self.script, "\(change.from)")
                try place.script("s.lua", changed)
                let outcome = try await place.patchbay("run --replay s.rec s.lua")
                #expect(outcome.exitCode == 1, "\(change): \(outcome.errors)")
                #expect(outcome.errors.contains("s.lua has changed since it was recorded"))
                #expect(outcome.errors.contains("error: the run differs from its recording s.rec"), "\(outcome.errors)")
                for text in change.told { #expect(outcome.errors.contains(text), "\(change): \(outcome.errors)") }
            }
        }

        @Test("a change that asks for the same is none: other words for people, a module, another wait")
        func alike() async throws {
            let place = try Place()
            try place.script("s.lua", Self.script)
            let recorded = try await place.patchbay(
                "run --simulator --users 5 --tasks 1 --allow-write --record s.rec s.lua"
            )
            #expect(recorded.exitCode == 0, "\(recorded.errors)")
            try place.script("phone.lua", "return '+491'")
            try place.script(
                "s.lua",
                Self.script.replacing("\"+491\"", with: "require 'phone'").replacing("50ms", with: "7h")
                    .replacing("\"text\",", with: "\"text\", help = \"the team\",")
            )
            let outcome = try await place.patchbay("run --replay s.rec s.lua")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output == "Support\n")
        }

        @Test("requests for many are known by their entries: of one that is changed, that entry is told")
        func bulk() async throws {
            let place = try Place()
            let script = { (phone: String, most: Int) in
                """
                local cc, run = require "cc", require "run"
                local users = {}
                for user in cc.user.each() do users[#users + 1] = user end
                run.rows(users, { key = "email", concurrency = \(most) }, function(user)
                    local number = user.email == "\(OnboardingBench.email(7))" and "\(phone)" or "+1"
                    cc.user.patch(user.id, { workPhone = number }, { bulk = true })
                end)
                """
            }
            try place.script("s.lua", script("+2", 100))
            let recorded = try await place.patchbay("run --simulator --users 60 --tasks 1 --record s.rec s.lua")
            #expect(recorded.exitCode == 0, "\(recorded.errors)")
            // Batches of other sizes have the same entries.
            try place.script("s.lua", script("+2", 9))
            let other = try await place.patchbay("run --replay s.rec s.lua")
            #expect(other.exitCode == 0, "\(other.errors)")
            #expect(other.errors.contains("60 done"), "\(other.errors)")
            try place.script("s.lua", script("+3", 100))
            let changed = try await place.patchbay("run --replay s.rec s.lua")
            #expect(changed.exitCode == 1)
            #expect(
                changed.errors.contains("asked now: user.bulk_patch in /rows:email/\(OnboardingBench.email(7))"),
                "\(changed.errors)"
            )
            #expect(changed.errors.contains("item.workPhone: \"+2\" -> \"+3\""), "\(changed.errors)")
        }
    }
}
