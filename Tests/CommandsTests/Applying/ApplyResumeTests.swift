import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Plans that are carried out in part")
    struct ApplyResumeTests {
        /// Makes sites that are changed then, some of them deleted, and changes users.
        private static let script = """
            local cc, async = require "cc", require "async"
            local profile = cc.multimedia_profile.list()[1].id
            async.each(cc.user.list(), { concurrency = 100 }, function(user)
                cc.user.patch(user.id, { workPhone = "+491" }, { bulk = true })
            end)
            for i = 1, 12 do
                local site = cc.site.create { name = "S" .. i, active = true, multimediaProfileId = profile }
                site.description = "changed " .. i
                cc.site.update(site.id, site)
                if i % 3 == 0 then cc.site.delete(site.id) end
            end
            """

        @Test(
            "one that is killed goes on without the person's file, and leaves what an undisturbed one leaves",
            arguments: [
                "when=after:match=PATCH .*/user/bulk", "when=before:match=POST .*/site/bulk",
                "when=after:match=POST .*/site/bulk", "when=after:after=1:match=POST .*/site/bulk",
            ]
        )
        func killed(_ moment: String) async throws {
            let undisturbed = try await PlannedPlace()
            try await undisturbed.plan("plan.json", Self.script)
            #expect(try await undisturbed.apply("--yes --allow-deletes plan.json").exitCode == 0)
            let planned = try await PlannedPlace()
            try await planned.plan("plan.json", Self.script)
            try planned.simulator.fail("stall:times=1:\(moment)")
            let run = try planned.place.start("apply --yes --allow-deletes plan.json")
            try await until { (try? planned.simulator.stats().faults) ?? 0 > 0 }
            run.send(SIGKILL)
            _ = await run.outcome()
            try planned.simulator.mend()
            unlink(planned.place.work + "/plan.json")
            let resumed = try await planned.place.patchbay("resume last")
            #expect(resumed.exitCode == 0, "\(resumed.errors)")
            #expect(try await planned.run(PlannedPlace.sites) == undisturbed.run(PlannedPlace.sites))
            #expect(
                try planned.simulator.stats().mostWritesOfOne <= undisturbed.simulator.stats().mostWritesOfOne + 1
            )
            #expect(try await planned.place.patchbay("resume last").errors.contains("is done"))
        }

        @Test("after as many failures as may be no further change is begun, and the run can go on")
        func maxFailures() async throws {
            let planned = try await PlannedPlace()
            let names = (1...150).map { "\"N\($0)\"" }.joined(separator: ", ")
            let script = """
                local cc = require "cc"
                local profile = cc.multimedia_profile.list()[1].id
                for _, name in ipairs { \(names) } do
                    cc.site.create { name = name, active = true, multimediaProfileId = profile }
                end
                """
            try await planned.plan("plan.json", script)
            _ = try await planned.run(script)
            let applied = try await planned.apply("--yes --json --max-failures 2 plan.json")
            #expect(applied.exitCode == 4, "\(applied.errors)")
            let statuses = try PlannedPlace.statuses(applied)
            #expect(statuses.count { $0.hasSuffix("failed") } == 2)
            #expect(statuses.count { $0.hasSuffix("skipped") } == 148)
            #expect(applied.errors.contains("patchbay resume"))
            _ = try await planned.run(
                """
                local cc = require "cc"
                for _, site in ipairs(cc.site.list()) do if site.name:find "^N%d" then cc.site.delete(site.id) end end
                """
            )
            let run = try #require(applied.errors.split(separator: "\n").first { $0.hasPrefix("run ") }?.dropFirst(4))
            let done = try await planned.place.patchbay("resume \(run)")
            #expect(done.exitCode == 0, "\(done.errors)")
            #expect(done.errors.contains("150 created"))
        }

        @Test("going on overwrites nothing that somebody has changed meanwhile, begun or not")
        func changedMeanwhile() async throws {
            let planned = try await PlannedPlace()
            _ = try await planned.run(PlannedPlace.making("A", "B", "C"))
            try await planned.plan(
                "plan.json",
                """
                local cc = require "cc"
                for _, name in ipairs { "A", "B", "C" } do
                    local site = cc.site.get { name = name }
                    site.description = "planned"
                    cc.site.update(site.id, site)
                end
                """
            )
            try planned.simulator.fail("stall:times=1:when=before:match=POST .*/site/bulk")
            let run = try planned.place.start("apply --yes plan.json")
            try await until { (try? planned.simulator.stats().faults) ?? 0 > 0 }
            run.send(SIGKILL)
            let killed = await run.outcome()
            let id = try #require(killed.errors.split(separator: "\n").first { $0.hasPrefix("run ") }?.dropFirst(4))
            try planned.simulator.mend()
            _ = try await planned.run(
                """
                local cc = require "cc"
                local site = cc.site.get { name = "B" }
                site.description = "by somebody else"
                cc.site.update(site.id, site)
                """
            )
            let resumed = try await planned.place.patchbay("resume \(id)")
            #expect(resumed.exitCode == 7, "\(resumed.errors)")
            #expect(resumed.errors.contains("change 2, site.update B, refused: changed since"), "\(resumed.errors)")
            let sites = try await planned.run(PlannedPlace.sites)
            #expect(sites.contains("A|planned|2\n") && sites.contains("C|planned|2\n"))
            #expect(sites.contains("B|by somebody else|2\n"))
        }

        @Test("it stops before one change more than it may make, says so before, and goes on when it may make more")
        func allowChanges() async throws {
            let planned = try await PlannedPlace()
            try await planned.plan("plan.json", PlannedPlace.making("A", "B", "C", "D"))
            let applied = try await planned.apply("--yes --allow-changes 3 plan.json")
            #expect(applied.exitCode == 3, "\(applied.errors)")
            #expect(applied.errors.contains("lets 3 of 4 changes be made"))
            #expect(try planned.simulator.stats().writes == 3)
            #expect(try await planned.place.patchbay("resume --allow-changes 4 last").exitCode == 0)
            #expect(try planned.simulator.stats().writes == 4)
        }
    }
}
