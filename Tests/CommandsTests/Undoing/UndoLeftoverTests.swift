import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("What an undo meets that others have done, and what it leaves")
    struct UndoLeftoverTests {
        private static let book =
            #"local cc = require "cc" local book = cc.address_book.create { name = "Book", parentType = "ORGANIZATION" }"#
        private static let found =
            #"local cc = require "cc" local book = cc.address_book.get { name = "Book" }"#

        private static func entries(_ name: String, _ count: Int) -> String {
            #" for i = 1, \#(count) do cc.address_book_entry.create(book.id, { name = "\#(name)" .. i, number = "123" }) end"#
        }

        @Test("a parent that is gone is that parent's trouble: all else is taken back")
        func goneParent() async throws {
            let org = try await ChangedOrg()
            let before = try await org.state()
            let run = try await org.run(
                Self.book + Self.entries("mine", 2)
                    + #" cc.skill.create { name = "Made", active = true, serviceLevelThreshold = 10, skillType = "Boolean" }"#
            )
            try await org.run(Self.found + " cc.address_book.delete(book.id)")
            let undone = try await org.undo(run)
            #expect(undone.exitCode == 0, "\(undone.errors)")
            #expect(undone.output.contains("address_book_entry mine2: was created, and is gone already"))
            #expect(try await org.state() == before)
            let again = try await org.undo(run)
            #expect(again.errors.contains("nothing to take back any more"))
        }

        @Test("what somebody has put into a created object keeps it there; without that all of it goes")
        func strangersWithin() async throws {
            let org = try await ChangedOrg()
            let before = try await org.state()
            let run = try await org.run(Self.book + Self.entries("mine", 2))
            try await org.run(Self.found + Self.entries("other", 3))
            let undone = try await org.undo(run)
            #expect(undone.exitCode == 7)
            #expect(undone.output.contains("address_book Book: 3 address book entries in it are not the run's"))
            try await org.run(
                Self.found + " for entry in cc.address_book_entry.each(book.id) do print(entry.name)"
                    + " cc.address_book_entry.delete(book.id, entry.id) end"
            )
            let rest = try await org.undo(run)
            #expect(rest.exitCode == 0, "\(rest.errors)")
            #expect(try await org.state() == before)
        }

        @Test(
            "a created object that somebody has changed since stays, and the field is named; one that nobody touched goes"
        )
        func changedSinceCreated() async throws {
            let org = try await ChangedOrg()
            let run = try await org.run(
                """
                local cc = require "cc"
                for _, name in ipairs { "Theirs", "Ours" } do
                    cc.skill.create { name = name, active = true, serviceLevelThreshold = 10, skillType = "Boolean" }
                end
                """
            )
            try await org.run(
                """
                local cc = require "cc"
                local skill = cc.skill.get { name = "Theirs" }
                skill.serviceLevelThreshold = 99
                cc.skill.update(skill.id, skill)
                """
            )
            let undone = try await org.undo(run)
            #expect(undone.exitCode == 7, "\(undone.errors)")
            #expect(
                undone.output.contains(
                    "skill Theirs: somebody has changed it since the run created it: serviceLevelThreshold"
                ),
                "\(undone.output)"
            )
            let left = try await org.state().filter { $0.hasPrefix("skill ") }
            #expect(left.contains { $0.contains("Theirs") } && !left.contains { $0.contains("Ours") }, "\(left)")
        }

        @Test("of a deleted object that others lie in it is told that these do not come back, each time")
        func lostWithin() async throws {
            let org = try await ChangedOrg()
            try await org.run(Self.book + Self.entries("mine", 2))
            let run = try await org.run(Self.found + " cc.address_book.get(book.id) cc.address_book.delete(book.id)")
            for _ in 1...2 {
                let undone = try await org.undo(run)
                #expect(undone.exitCode == 7)
                #expect(undone.output.contains("address_book Book: was deleted with the address book entries in it"))
            }
        }

        @Test("the order of a list comes back, unless somebody has ordered it anew")
        func order() async throws {
            let org = try await ChangedOrg()
            let order = { (order: String) in
                """
                local cc = require "cc"
                local user, ids = cc.user.get { email = "agent00001@example.com" }, {}
                for team in cc.team.each() do ids[#ids + 1] = team.id end
                table.sort(ids)
                cc.user.patch(user.id, { teamIds = { \(order) } })
                """
            }
            let show = #"print(table.concat(require("cc").user.get { email = "agent00001@example.com" }.teamIds, " "))"#
            try org.place.script("show.lua", show)
            try await org.run(order("ids[1], ids[2], ids[3]"))
            let before = try await org.place.patchbay("run --profile demo show.lua").output
            let run = try await org.run(order("ids[3], ids[1], ids[2]"))
            #expect(try await org.undo(run).exitCode == 0)
            #expect(try await org.place.patchbay("run --profile demo show.lua").output == before)
            try await org.run(order("ids[2], ids[1], ids[3]"))
            #expect(try await org.undo(run).exitCode == 7)
        }

        @Test("a kept plan of an undo tells what it leaves when it is carried out, and ends with that code")
        func keptPlan() async throws {
            let org = try await ChangedOrg()
            let patch = { (phone: String, agent: Int) in
                "local cc = require \"cc\" local user = cc.user.get { email = \"agent0000\(agent)@example.com\" }"
                    + " cc.user.patch(user.id, { workPhone = \"\(phone)\" })\n"
            }
            let run = try await org.run("do \(patch("+49301", 1)) end do \(patch("+49301", 2)) end")
            try await org.run(patch("+49999", 1))
            #expect(try await org.place.patchbay("undo --out plan.json \(run)").exitCode == 7)
            let told = #"workPhone is now "+49999", and the run had left "+49301""#
            let applied = try await org.place.patchbay("apply --yes plan.json")
            #expect(applied.exitCode == 7)
            #expect(applied.errors.contains(told))
            let state = try await org.state()
            #expect(!state.contains { $0.contains("+49301") } && state.contains { $0.contains("+49999") })
            let elsewhere = try await org.place.patchbay("undo --out nowhere/plan.json \(run)")
            #expect(elsewhere.exitCode == 2)
            #expect(elsewhere.errors.contains("there is no folder"))
        }
    }
}
