import JSON
import Testing

@testable import Host

@Suite("In which order a plan is read")
struct PlanOutlineTests {
    @Test("by resource as they come, then by name, and all changes of one object together in their order")
    func order() {
        var lone = PlannedChange("POST /odd", action: .other, safety: "create")
        lone.isRaw = true
        func named(_ change: PlannedChange, _ name: String) -> PlannedChange {
            var change = change
            change.name = name
            return change
        }
        let changes = [
            lone, named(PlanSample.update("user", "u2", from: ["a": 1], to: ["a": 2]), "zoe"),
            PlanSample.create("team", "t", ["name": "Owls"]),
            named(PlanSample.update("user", "u1", from: ["a": 1], to: ["a": 1]), "Ann"),
            named(PlanSample.update("user", "u2", from: ["a": 2], to: ["a": 3]), "zoe"),
            PlanSample.delete("team", "t", before: ["name": "Owls"]), lone,
        ]
        let outline = PlanOutline(PlanSample.plan(changes))
        #expect(outline.groups.map(\.resource) == ["user", "team", ""])
        #expect(outline.groups[0].objects.map(\.name) == ["Ann", "zoe"])
        #expect(outline.groups[0].objects[1].entries.map(\.change.number) == [2, 5])
        #expect(outline.groups[1].objects.map { $0.entries.map(\.kind) } == [[.create, .delete]])
        #expect(outline.groups[2].objects.map(\.name) == ["", ""])
        #expect(outline.counts == [.order: 2, .change: 2, .create: 1, .nothing: 1, .delete: 1])
    }

    @Test("what makes an object as it already is is nothing; where that is not known it is a change")
    func nothing() {
        let same = PlanSample.update("user", "u", from: ["a": 1, "version": 1], to: ["a": 1, "version": 2])
        #expect(PlanOutline(PlanSample.plan([same])).counts == [.nothing: 1])
        var unknown = same
        (unknown.before, unknown.after, unknown.body) = (nil, nil, [:])
        #expect(PlanOutline(PlanSample.plan([unknown])).counts == [.change: 1])
    }
}
