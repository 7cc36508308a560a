import JSON
import Testing

@testable import Host

@Suite("Which changes of a plan stand on which")
struct PlanOrderTests {
    /// What each change stands on, numbered as they are given.
    private func arranged(_ changes: [PlannedChange], expected: [ExpectedObject] = []) -> [[Int]] {
        ordered(changes, expected).map(\.standsOn)
    }

    /// What each change only follows.
    private func following(_ changes: [PlannedChange]) -> [[Int]] { ordered(changes, []).map(\.follows) }

    private func ordered(_ changes: [PlannedChange], _ expected: [ExpectedObject]) -> [PlannedChange] {
        var changes = changes
        for place in changes.indices { changes[place].number = place + 1 }
        PlanOrder.arrange(&changes, expected: expected) { $0 == "user" ? "email" : $0 == "person" ? "email" : "name" }
        return changes
    }

    private func update(
        _ resource: String,
        _ id: String,
        _ body: JSONObject,
        before: JSONObject = [:]
    ) -> PlannedChange {
        var change = PlannedChange("\(resource).patch", action: .update, safety: "idempotent")
        change.resource = resource
        change.target = id
        change.ids = [id]
        change.body = .object(body)
        change.before = before
        var merged = before
        for field in body { merged[field.key] = field.value }
        change.after = merged
        return change
    }

    private func create(_ resource: String, _ id: String, _ body: JSONObject) -> PlannedChange {
        var change = PlannedChange("\(resource).create", action: .create, safety: "create")
        change.resource = resource
        change.target = id
        change.body = .object(body)
        change.after = body
        change.makes = ["id": .string(id)]
        change.name = body["name"]?.string ?? body["email"]?.string
        return change
    }

    private func delete(_ resource: String, _ id: String, before: JSONObject) -> PlannedChange {
        var change = PlannedChange("\(resource).delete", action: .delete, safety: "delete")
        change.resource = resource
        change.target = id
        change.ids = [id]
        change.before = before
        return change
    }

    @Test("changes of different objects may go at once")
    func apart() {
        let changes = (1...5).map { update("user", "u\($0)", ["mobile": "+1"]) }
        #expect(arranged(changes) == [[], [], [], [], []])
    }

    @Test("changes of one object keep their order")
    func sameObject() {
        let changes = [update("user", "u", ["mobile": "+1"]), update("user", "u", ["mobile": "+2"])]
        #expect(arranged(changes) == [[], [1]])
    }

    @Test("what mentions a new object waits for it")
    func mentions() {
        let changes = [
            create("team", "new", ["name": "A"]), update("user", "u", ["teamIds": ["new"]]),
            update("user", "v", ["mobile": "+1"]),
        ]
        #expect(arranged(changes) == [[], [1], []])
        let keyed = [create("team", "new", ["name": "A"]), update("user", "u", ["levels": ["new": 3]])]
        #expect(arranged(keyed) == [[], [1]])
    }

    @Test("what mentions a new object does not stand on later changes of it, and on no change of one that was there")
    func madeOnly() {
        let changes = [
            create("team", "new", ["name": "A"]), update("team", "new", ["name": "B"]),
            update("user", "u", ["teamIds": ["new"]]), update("site", "s", ["name": "C"]),
            update("user", "v", ["siteId": "s"]),
            // Not sent, so nothing that it needs.
            update("user", "w", ["mobile": "1"], before: ["teamIds": ["new"]]),
        ]
        #expect(arranged(changes) == [[], [1], [1], [], [], []])
        #expect(following(changes) == [[], [], [2], [], [4], [2]])
    }

    @Test("an object is deleted after all that has let go of it, and only then")
    func letGo() {
        let changes = [
            update("user", "u", ["teamIds": []], before: ["teamIds": ["t"]]),
            update("user", "v", ["teamIds": []], before: ["teamIds": ["t"]]),
            delete("team", "t", before: ["id": "t", "siteId": "s"]), delete("site", "s", before: ["id": "s"]),
        ]
        #expect(following(changes) == [[], [], [1, 2], [3]])
        #expect(arranged(changes) == [[], [], [], []])
    }

    @Test("a name is taken once whoever had it has let go of it, whatever its capitals")
    func names() {
        let changes = [
            update("team", "t", ["name": "Old"], before: ["name": "Sales"]), create("team", "new", ["name": "SALES"]),
            create("site", "other", ["name": "Sales"]),
        ]
        #expect(following(changes) == [[], [1], []])
        #expect(arranged(changes) == [[], [], []])
    }

    @Test("what nobody knows the object of keeps its place among all others")
    func barrier() {
        let other = PlannedChange("queue.reassign_agents", action: .other, safety: "idempotent")
        let changes = [
            update("user", "u", [:]), update("user", "v", [:]), other, update("user", "w", [:]),
            update("user", "x", [:]),
        ]
        #expect(following(changes) == [[], [], [1, 2], [3], [3]])
        #expect(arranged(changes) == [[], [], [], [], []])
    }

    @Test("what follows from a person waits for all that is done to the person, a licence above all")
    func followers() {
        var license = PlannedChange("license.assign", action: .update, safety: "idempotent")
        license.resource = "person"
        license.target = "p"
        license.name = "A@example.com"
        let expected = ExpectedObject(
            id: "user-to-be",
            resource: "user",
            fields: ["email": "a@example.com"],
            standsOn: 1
        )
        let changes = [
            create("person", "p", ["email": "a@example.com"]), license,
            update("user", "user-to-be", ["teamIds": []]),
        ]
        #expect(arranged(changes, expected: [expected]) == [[], [1], [2]])
    }
}
