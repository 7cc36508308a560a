import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Onboarding of agents")
    struct OnboardingTests {
        @Test("each agent is brought to where the CSV wants it, with no more requests than pages, lookups and batches")
        func whole() async throws {
            let bench = try await OnboardingBench()
            let outcome = try await bench.onboard(OnboardingBench.agents(120))
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("120 changed"))
            let stats = try bench.simulator.stats()
            #expect(stats.count("user.list") == 2)
            #expect(stats.count("team.list") == 1 && stats.count("site.list") == 1)
            #expect(stats.count("user.bulk_patch") == 3)
            #expect(stats.all == 7, "\(stats.json)")
            #expect(stats.writes == 120 && stats.mostWritesOfOne == 1)
            let results = try bench.results()
            #expect(results.count == 120)
            #expect(results.allSatisfy { $0["status"] == "changed" && $0["error"] == "" })
            #expect(results.map { $0["row"] } == (2...121).map { "\($0)" })
            #expect(bench.place.text("failed.csv") == "")
            let agents = try await bench.agents()
            let first = try #require(agents[OnboardingBench.email(1)])
            let third = try #require(agents[OnboardingBench.email(3)])
            #expect(first["workPhone"] == "+491" && third["workPhone"] == "+493")
            #expect(first["siteId"] == third["siteId"])
            #expect(first["siteId"] != agents[OnboardingBench.email(2)]?["siteId"])
            #expect(first["teams"]?.split(separator: " ").count == 2)
        }

        @Test("a second run writes nothing")
        func again() async throws {
            let bench = try await OnboardingBench(users: 60)
            _ = try await bench.onboard(OnboardingBench.agents(60))
            let writes = try bench.simulator.stats().writes
            let outcome = try await bench.onboard()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("60 unchanged"))
            #expect(writes == 60)
            #expect(try bench.simulator.stats().writes == writes)
        }

        @Test("a row that is wrong fails alone, with its line; corrected, the failed rows can be run again")
        func badRows() async throws {
            let bench = try await OnboardingBench(users: 20)
            let good = OnboardingBench.email
            let text = """
                \u{FEFF}mobile;email;teams
                ;\(good(1));Suport
                +1;\(good(2));Billing;more
                ;nobody@example.com;Billing
                +3;\(good(3));"Billing|Sales"
                +4;\(good(3));Billing
                ;\(good(4));Bil!ling
                ;;Billing

                """
            // One byte that is no UTF-8.
            let bytes = text.utf8.map { $0 == UInt8(ascii: "!") ? 0xFF : $0 }
            try bench.place.folder.write("work/agents.csv", bytes)
            let outcome = try await bench.onboard()
            #expect(outcome.exitCode == 4, "\(outcome.errors)")
            let results = try bench.results()
            #expect(results.map { $0["row"] } == ["2", "3", "4", "5", "6", "7", "8"])
            let isFailed = [true, true, true, false, true, true, true]
            #expect(results.map { $0["status"] == "failed" } == isFailed, "\(results)")
            let errors = results.map { $0["error"] ?? "" }
            #expect(errors[0].contains("did you mean Support?"))
            #expect(errors[1].contains("4 cells"))
            #expect(errors[2].contains("new-hires.lua"))
            #expect(errors[4].contains("line 5"))
            #expect(errors[5].contains("UTF-8"))
            let failed = try #require(bench.place.folder.bytes("work/failed.csv"))
            #expect(failed.split(separator: 10).count == 7)
            #expect(failed.contains(0xFF))

            try bench.place.script(
                "again.csv",
                String(decoding: failed.filter { $0 != 0xFF }, as: UTF8.self)
                    .replacing("Suport", with: "Support").replacing(";more", with: "")
                    .replacing("nobody@example.com", with: good(5)).replacing(";;Bil", with: ";\(good(6));Bil")
                    .replacing("+4;\(good(3))", with: "+4;\(good(7))")
            )
            let second = try await bench.onboard(file: "again.csv")
            #expect(second.exitCode == 0, "\(second.errors)")
            #expect(second.errors.contains("6 changed") || second.errors.contains("unchanged"))
            let agents = try await bench.agents()
            #expect(agents[good(3)]?["mobile"] == "+3")
            #expect(agents[good(7)]?["mobile"] == "+4")
            #expect(agents[good(2)]?["mobile"] == "+1")
        }

        @Test(
            "a file that is none of rows is refused with 2, and nothing is sent",
            arguments: [
                ("mail,teams\nx,y\n", "no column email"), ("email,teams,email\nx,y,z\n", "twice"), ("", "empty"),
                ("e\0m\0a\0i\0l\0\n\0", "UTF-16"),
            ]
        )
        func badFile(text: String, expected: String) async throws {
            let bench = try await OnboardingBench(users: 3)
            let outcome = try await bench.onboard(text)
            #expect(outcome.exitCode == 2, "\(outcome.errors)")
            #expect(outcome.errors.contains(expected), "\(outcome.errors)")
            #expect(try bench.simulator.stats().all == 0)
            #expect(bench.place.text("results.csv") == nil)
        }

        @Test("UTF-16 with its mark is refused as well")
        func utf16() async throws {
            let bench = try await OnboardingBench(users: 3)
            let text = "email,teams\nx,y\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
            try bench.place.folder.write("work/agents.csv", [0xFF, 0xFE] + text)
            let outcome = try await bench.onboard()
            #expect(outcome.exitCode == 2, "\(outcome.errors)")
            #expect(try bench.simulator.stats().all == 0)
        }

        @Test("a formula is data, an empty cell leaves things as they are, and - clears them")
        func cells() async throws {
            let bench = try await OnboardingBench(users: 5)
            let before = try await bench.agents()
            let outcome = try await bench.onboard(
                """
                email,teams,work_phone,mobile
                \(OnboardingBench.email(1)),,=1+1,"@SUM(A1:A9)"
                \(OnboardingBench.email(2)),-,-,

                """
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let agents = try await bench.agents()
            let (first, second) = (agents[OnboardingBench.email(1)], agents[OnboardingBench.email(2)])
            #expect(first?["workPhone"] == "=1+1" && first?["mobile"] == "@SUM(A1:A9)")
            #expect(first?["teams"] == before[OnboardingBench.email(1)]?["teams"])
            #expect(second?["teams"] == "" && second?["workPhone"] == "")
            #expect(second?["mobile"] == before[OnboardingBench.email(2)]?["mobile"])
        }

        @Test("--read-only and --allow-changes end it before a change too many, with every row told of")
        func permissions() async throws {
            let bench = try await OnboardingBench(users: 20)
            let refused = try await bench.onboard(OnboardingBench.agents(20), "--read-only")
            #expect(refused.exitCode == 3, "\(refused.errors)")
            #expect(try bench.simulator.stats().writes == 0)
            #expect(try bench.results().count == 20)
            let limited = try await bench.onboard(nil, "--allow-changes 19")
            #expect(limited.exitCode == 3, "\(limited.errors)")
            #expect(try bench.simulator.stats().writes == 0)
            #expect(try await bench.onboard(nil, "--allow-changes 20").exitCode == 0)
        }
    }
}
