import Catalog
import JSON
import Testing

@testable import Host

@Suite("Whether an object is as it was when a plan was made")
struct ObjectComparisonTests {
    @Test("the count of versions decides, and what is in fields beside it")
    func versions() {
        #expect(ObjectComparison.difference(["version": 1, "name": "A"], ["version": 1, "name": "A"]) == nil)
        #expect(ObjectComparison.difference(["version": 1], ["version": 2])?.contains("version 1 is now 2") == true)
        #expect(ObjectComparison.difference(["name": "A"], ["name": "B"])?.contains("name is another") == true)
    }

    @Test("without its stamps only what it says counts")
    func stamps() {
        let before: JSONObject = ["version": 1, "name": "A", "lastUpdatedTime": 5]
        #expect(ObjectComparison.difference(before, ["version": 2, "name": "A", "x": 1], withStamps: false) == nil)
        let other: JSONObject = ["version": 1, "name": "B"]
        #expect(ObjectComparison.difference(before, other, withStamps: false)?.contains("name is another") == true)
    }

    @Test("the first change that can be compared is, be it an action; those behind it are our own doing")
    func compared() {
        var action = PlannedChange("queue.reassign_agents", action: .other, safety: "idempotent")
        (action.resource, action.target) = ("queue", "q")
        let unknown = action
        action.before = ["version": 1]
        let update = PlanSample.update("queue", "q", from: ["version": 1], to: ["name": "B"])
        func compared(_ changes: [PlannedChange]) -> [Int] {
            let plan = PlanSample.plan(changes)
            let sending = PlannedSending(plan, catalog: .bundled)
            return plan.changes.filter(sending.isCompared).map(\.number)
        }
        #expect(compared([action, update]) == [1])
        #expect(compared([unknown, update, update]) == [2])
    }

    @Test("what a plan needs is asked for once, requests without an operation included")
    func needs() {
        var raw = PlannedChange("DELETE /odd/1", action: .other, safety: "delete")
        raw.isRaw = true
        #expect(PlanNeeds(PlanSample.plan([raw])).options == ["--allow-deletes", "--allow-raw"])
        raw.unsendable = "it sends a file"
        #expect(PlanNeeds(PlanSample.plan([raw])).isEmpty)
    }
}
