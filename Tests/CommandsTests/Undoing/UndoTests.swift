import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Taking a run back")
    struct UndoTests {
        /// Changes of every kind: an update by fields, one of a whole object, creates that refer to each other, deletes.
        static let everything = """
            local cc, json = require "cc", require "json"
            local user = cc.user.get { email = "agent00001@example.com" }
            cc.user.patch(user.id, { workPhone = "+49301", mobile = json.null, teamIds = {} })
            cc.user.patch(user.id, { workPhone = "+49302" })
            local site = cc.site.create { name = "New Site", active = true, multimediaProfileId = cc.multimedia_profile.list()[1].id }
            local team = cc.team.create {
                name = "New Team", siteId = site.id, active = true, teamStatus = "IN_SERVICE", teamType = "AGENT",
                rankQueuesForTeam = false,
            }
            user = cc.user.get { email = "agent00002@example.com" }
            cc.user.patch(user.id, { siteId = site.id, teamIds = { team.id } })
            local code = cc.auxiliary_code.get(cc.auxiliary_code.list()[1].id)
            code.name, code.description = code.name .. " again", nil
            cc.auxiliary_code.update(code.id, code)
            local skill = cc.skill.create { name = "Gone", active = true, serviceLevelThreshold = 10, skillType = "Boolean" }
            cc.skill.delete(skill.id)
            local old = cc.skill.get { name = "Old" }
            cc.skill.delete(old.id)
            """

        /// What `everything` finds and deletes.
        static let old =
            #"require("cc").skill.create { name = "Old", active = true, serviceLevelThreshold = 10, skillType = "Boolean" }"#

        @Test("leaves the org as it was, but for the ids of what is created again, and says so")
        func back() async throws {
            let org = try await ChangedOrg()
            try await org.run(Self.old)
            let before = try await org.state()
            let run = try await org.run(Self.everything)
            #expect(try await org.state() != before)
            let undone = try await org.undo(run)
            #expect(undone.exitCode == 0, "\(undone.errors)")
            #expect(try await org.state() == before)
            #expect(undone.output.contains("1 object is created again and gets another id: skill Old"))
            #expect(!undone.output.contains("Gone"))
        }

        @Test("once more has nothing to take back; an undo of the undo does it all again")
        func twice() async throws {
            let org = try await ChangedOrg()
            try await org.run(Self.old)
            let before = try await org.state()
            let run = try await org.run(Self.everything)
            let after = try await org.state()
            let first = try await org.undo(run)
            #expect(first.exitCode == 0, "\(first.errors)")
            let writes = try org.simulator.stats().writes
            let second = try await org.undo(run)
            #expect(second.exitCode == 0, "\(second.errors)")
            #expect(second.errors.contains("nothing to take back"))
            #expect(try org.simulator.stats().writes == writes)
            #expect(try await org.state() == before)
            let third = try await org.undo(ChangedOrg.applied(first))
            #expect(third.exitCode == 0, "\(third.errors)")
            #expect(third.errors.contains("was itself the undo of \(run)"))
            #expect(try await org.state() == after)
        }

        @Test("leaves alone what somebody has changed since, field by field, and tells it")
        func changedSince() async throws {
            let org = try await ChangedOrg()
            let run = try await org.run(
                """
                local cc = require "cc"
                for _, number in ipairs { 1, 2, 3 } do
                    local user = cc.user.get { email = ("agent%05d@example.com"):format(number) }
                    cc.user.patch(user.id, { workPhone = "+49301", mobile = "+49302" })
                end
                """
            )
            try await org.run(
                """
                local cc = require "cc"
                cc.user.patch(cc.user.get { email = "agent00002@example.com" }.id, { mobile = "+49999" })
                """
            )
            let undone = try await org.undo(run)
            #expect(undone.exitCode == 7)
            let told = undone.output + undone.errors
            #expect(told.contains("agent00002@example.com"))
            #expect(told.contains(#"mobile is now "+49999", and the run had left "+49302""#))
            let state = try await org.state()
            #expect(!state.contains { $0.contains("+49301") || $0.contains("+49302") })
            #expect(state.count { $0.contains("+49999") } == 1)
        }

        @Test("tells what was deleted by hand: what the run created is gone already, what it changed is left alone")
        func deletedBetween() async throws {
            let org = try await ChangedOrg()
            let run = try await org.run(
                """
                local cc = require "cc"
                cc.skill.create { name = "Made", active = true, serviceLevelThreshold = 10, skillType = "Boolean" }
                local book = cc.address_book.get(cc.address_book.list()[1].id)
                book.name = "Changed"
                cc.address_book.update(book.id, book)
                """
            )
            try await org.run(
                """
                local cc = require "cc"
                cc.skill.delete(cc.skill.get { name = "Made" }.id)
                cc.address_book.delete(cc.address_book.get { name = "Changed" }.id)
                """
            )
            let undone = try await org.undo(run)
            #expect(undone.exitCode == 7)
            let told = undone.output + undone.errors
            #expect(told.contains("skill Made: was created, and is gone already"))
            #expect(told.contains("address_book Changed: was changed, and somebody has deleted it since"))
        }

        @Test("names what cannot be taken back, and takes back the rest")
        func lost() async throws {
            let org = try await ChangedOrg()
            let run = try await org.run(
                """
                local cc = require "cc"
                local first, second = cc.user.list({ attributes = "id" })[1].id, cc.user.get { email = "agent00002@example.com" }
                cc.user.patch(first, { workPhone = "+49301" })
                cc.user.patch(second.id, { workPhone = "+49302" })
                cc.user.reskill(first, {})
                """,
                "--allow-deletes",
                exitCode: 0
            )
            let undone = try await org.undo(run)
            #expect(undone.exitCode == 7)
            let told = undone.output + undone.errors
            #expect(told.contains("it had not been read whole before, so nobody knows what was in workPhone"))
            let state = try await org.state()
            #expect(state.contains { $0.contains("+49301") } && !state.contains { $0.contains("+49302") })
        }

        @Test("needs a permission to delete, and says so before anything is changed")
        func deletes() async throws {
            let org = try await ChangedOrg()
            try await org.run(Self.old)
            let run = try await org.run(Self.everything)
            let after = try await org.state()
            let undone = try await org.undo(run, "")
            #expect(undone.exitCode == 3)
            #expect(undone.errors.contains("--allow-deletes"))
            #expect(try await org.state() == after)
            let asked = try await org.place.patchbay("undo --allow-deletes \(run)")
            #expect(asked.exitCode == 2)
            #expect(asked.errors.contains("--yes"))
            #expect(try await org.state() == after)
        }

        @Test("of hundreds of objects asks for many at once")
        func many() async throws {
            let org = try await ChangedOrg("--users 520")
            let before = try await org.state()
            let run = try await org.run(
                """
                local cc, async = require "cc", require "async"
                async.each(cc.user.list({}, { whole = true }), { concurrency = 100 }, function(user)
                    if user.active then cc.user.patch(user.id, { workPhone = "+49301" }, { bulk = true }) end
                end)
                """
            )
            let requests = try org.simulator.stats().all
            let undone = try await org.undo(run)
            #expect(undone.exitCode == 0, "\(undone.errors)")
            #expect(try org.simulator.stats().all - requests < 50)
            #expect(try await org.state() == before)
        }
    }
}
