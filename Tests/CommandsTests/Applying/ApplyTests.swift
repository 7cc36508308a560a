import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Plans that are carried out")
    struct ApplyTests {
        @Test("a queue is cloned by its plan as by the script itself")
        func cloneQueue() async throws {
            let show = """
                local cc, json = require "cc", require "json"
                for queue in cc.queue.each({ pageSize = 100 }, { whole = true }) do
                    if queue.name == "Copy" then
                        for _, name in ipairs { "id", "createdTime", "lastUpdatedTime", "links" } do queue[name] = nil end
                        print(json.encode(queue))
                    end
                end
                """
            let words = ["examples/clone-queue.lua", "Technical Support", "Copy", "--with-rankings"]
            let direct = try await PlannedPlace()
            let run = try await direct.place.start("run --profile demo", words).outcome()
            #expect(run.exitCode == 0, "\(run.errors)")
            let planned = try await PlannedPlace()
            try await planned.plan("plan.json", of: words)
            #expect(try planned.simulator.stats().writes == 0)
            let applied = try await planned.apply("--yes plan.json")
            #expect(applied.exitCode == 0, "\(applied.errors)")
            let wanted = try JSONValue(parsing: Array(try await direct.run(show).utf8)).canonical()
            let found = try JSONValue(parsing: Array(try await planned.run(show).utf8)).canonical()
            #expect(String(decoding: found, as: UTF8.self) == String(decoding: wanted, as: UTF8.self))
            #expect(try planned.simulator.stats().writes == direct.simulator.stats().writes)
        }

        @Test("new hires wait for what Webex makes by itself, and get the ids that it gave")
        func newHires() async throws {
            let planned = try await PlannedPlace("--users 5 --sync-delay 1s")
            let team = try await planned.run("print(require \"cc\".team.list()[1].name)").dropLast()
            try planned.place.script("hires.csv", "email,first_name,last_name,team\nzoe@example.com,Zoe,A,\(team)\n")
            try await planned.plan(
                "plan.json",
                of: ["examples/new-hires.lua", "hires.csv", "--license", "Contact Center Premium Agent"]
            )
            let applied = try await planned.apply("--yes --json plan.json")
            #expect(applied.exitCode == 0, "\(applied.errors)")
            #expect(try PlannedPlace.statuses(applied).allSatisfy { $0.hasSuffix("done") })
            let found = try await planned.run(
                """
                local cc = require "cc"
                local user = cc.user.get { email = "zoe@example.com" }
                print(cc.team.get(user.teamIds[1]).name)
                """
            )
            #expect(found.dropLast() == team)
        }

        @Test(
            "a thousand changes are read by sixty and sent by fifty, and each object's state before is in the journal"
        )
        func merged() async throws {
            let planned = try await PlannedPlace("--users 1000")
            try await planned.plan(
                "plan.json",
                """
                local cc, async = require "cc", require "async"
                async.each(cc.user.list(), { concurrency = 1000 }, function(user)
                    cc.user.patch(user.id, { workPhone = "+491" }, { bulk = true })
                end)
                """
            )
            let reads = try planned.simulator.stats().count("user.list")
            let applied = try await planned.apply("--yes plan.json")
            #expect(applied.exitCode == 0, "\(applied.errors)")
            #expect(try planned.simulator.stats().count("user.list") - reads == 17)
            #expect(try planned.simulator.stats().count("user.bulk_patch") == 20)
            let writes = try await planned.writes("target, before, scope")
            #expect(writes.count == 1000)
            #expect(writes.allSatisfy { $0[1].string?.contains($0[0].string ?? "?") == true })
            #expect(Set(writes.map { $0[2].string }).count == 1000)
        }

        @Test("what has changed since is left and told, and so is what is gone; a delete of what is gone is done")
        func changedSince() async throws {
            let planned = try await PlannedPlace()
            _ = try await planned.run(PlannedPlace.making("A", "B", "C", "D"))
            try await planned.plan(
                "plan.json",
                """
                local cc = require "cc"
                for _, name in ipairs { "A", "B", "C" } do
                    local site = cc.site.get { name = name }
                    site.description = "planned"
                    site = cc.site.update(site.id, site)
                    site.description = "planned again"
                    cc.site.update(site.id, site)
                end
                cc.site.delete(cc.site.get { name = "D" }.id)
                """
            )
            _ = try await planned.run(
                """
                local cc = require "cc"
                local site = cc.site.get { name = "A" }
                site.description = "by somebody else"
                cc.site.update(site.id, site)
                cc.site.delete(cc.site.get { name = "B" }.id)
                cc.site.delete(cc.site.get { name = "D" }.id)
                """
            )
            let refused = try await planned.apply("--yes plan.json")
            #expect(refused.exitCode == 3)
            #expect(refused.errors.contains("--allow-deletes"))
            let applied = try await planned.apply("--yes --json --allow-deletes plan.json")
            #expect(applied.exitCode == 7)
            #expect(
                try PlannedPlace.statuses(applied)
                    == ["1 refused", "2 left", "3 refused", "4 left", "5 done", "6 done", "7 done"]
            )
            #expect(applied.errors.contains("version 1 is now 2; description"))
            #expect(applied.errors.contains("not made, since change 1, on which it stands, was not made"))
            #expect(applied.errors.contains("gone since the plan was made"))
            let sites = try await planned.run(PlannedPlace.sites)
            #expect(sites.contains("A|by somebody else|2\n"))
            #expect(sites.contains("C|planned again|3\n"))
        }

        @Test("a plan is good for its profile and org, for a while, and as it was made")
        func refusals() async throws {
            let planned = try await PlannedPlace()
            try await planned.plan("plan.json", PlannedPlace.making("A"))
            let text = try #require(planned.place.text("plan.json"))
            try planned.place.script("edited.json", text.replacing("\"A\"", with: "\"B\""))
            try planned.place.script("cut.json", String(text.prefix(text.count / 2)))
            let told = [
                "edited.json": "has been edited", "cut.json": "is cut off", ".": "is no file",
                "none.json": "no such file",
                "planned.lua": "is no plan", "plan.json edited.json": "Unexpected argument",
                "--max-age 0 plan.json": "--max-age", "--profile other plan.json": "not for other",
                "--max-failures 0 plan.json": "must be 1 or more",
            ]
            for (words, problem) in told {
                let outcome = try await planned.apply("--yes \(words)")
                #expect(outcome.exitCode == 2, "\(words): \(outcome.errors)")
                #expect(outcome.errors.contains(problem), "\(words): \(outcome.errors)")
            }
            let asked = try await planned.apply("plan.json")
            #expect(asked.exitCode == 2)
            #expect(asked.errors.contains("--yes"))
            #expect(try await planned.apply("--yes --read-only plan.json").exitCode == 3)
            let another = try await SimulatorProcess(planned.place, "--tasks 1 --seed 6")
            let other = try await planned.apply("--yes plan.json")
            #expect(other.exitCode == 2)
            #expect(other.errors.contains("was made for the org"))
            #expect(try another.stats().writes == 0)
            #expect(try planned.simulator.stats().writes == 0)
        }

        @Test("one that is refused keeps nothing else from being done; a plan is carried out once, or again on purpose")
        func onlyOnce() async throws {
            let planned = try await PlannedPlace()
            _ = try await planned.run(PlannedPlace.making("A", "B"))
            try await planned.plan(
                "plan.json",
                """
                local cc = require "cc"
                local a, b = cc.site.get { name = "A" }, cc.site.get { name = "B" }
                a.name = "A2"
                cc.site.update(a.id, a)
                b.name = "B2"
                b.description = "once " .. a.id
                cc.site.update(b.id, b)
                """
            )
            _ = try await planned.run(
                """
                local cc = require "cc"
                local site = cc.site.get { name = "A" }
                site.description = "by somebody else"
                cc.site.update(site.id, site)
                """
            )
            let applied = try await planned.apply("--yes --json plan.json")
            #expect(applied.exitCode == 7, "\(applied.errors)")
            #expect(try PlannedPlace.statuses(applied) == ["1 refused", "2 done"])
            #expect(applied.errors.contains("done, but 1 change was refused"))
            let run = try #require(applied.errors.split(separator: "\n").first { $0.hasPrefix("run ") })
            let twice = try await planned.apply("--yes plan.json")
            #expect(twice.exitCode == 2, "\(twice.errors)")
            #expect(twice.errors.contains("\(run) has begun it"))
            #expect(try await planned.apply("--yes --again plan.json").exitCode == 7)
        }

        @Test("nulls, empty lists, empty objects and long integers are sent as the plan has them")
        func values() async throws {
            let planned = try await PlannedPlace()
            try await planned.plan(
                "plan.json",
                """
                local cc, json = require "cc", require "json"
                local user = cc.user.list()[1]
                cc.user.patch(user.id, {
                    workPhone = cc.null, teamIds = json.array {}, extra = json.decode('{"a":null,"b":[],"c":{},"d":[null]}'),
                    long = 9007199254740993,
                }, { strict = false })
                """
            )
            // The service refuses fields that it does not know: what was sent is what counts.
            _ = try await planned.apply("--yes plan.json")
            let sent = try #require(try await planned.writes("body").first?.first?.string)
            let body = try #require(try planned.changes("plan.json").first?["body"])
            #expect(sent == String(decoding: body.canonical(), as: UTF8.self))
            #expect(sent.contains("\"d\":[null]"))
            #expect(sent.contains("9007199254740993"))
        }
    }
}
