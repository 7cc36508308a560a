import Catalog
import JSON
import Testing

@testable import Host

@Suite("What carrying a plan out takes")
struct PlanCostTests {
    private func patches(_ count: Int, _ resource: String = "user") -> [PlannedChange] {
        (0..<count).map { PlanSample.update(resource, "\(resource)\($0)", from: ["a": 1], to: ["a": 2]) }
    }

    private func cost(_ changes: [PlannedChange], rateLimit: Int = 300) -> PlanCost {
        PlanCost(PlanSample.plan(changes, rateLimit: rateLimit))
    }

    @Test("objects are looked at sixty to a request, and changed fifty to one")
    func many() {
        #expect(cost(patches(1)).reads == 1 && cost(patches(1)).writes == 1)
        #expect(cost(patches(60)).reads == 1 && cost(patches(61)).reads == 2)
        #expect(cost(patches(50)).writes == 1 && cost(patches(51)).writes == 2)
        #expect(cost(patches(1000)).requests == 17 + 20)
        #expect(cost([]).requests == 0 && cost([]).milliseconds == 0)
    }

    @Test("a resource whose list omits arrays, and changes without a form for many, take a request each")
    func each() throws {
        let queue = try #require(Catalog.bundled["queue.list"])
        #expect(queue.omitsArrays)
        let queues = (0..<3).map {
            PlanSample.update("queue", "q\($0)", from: ["a": 1], to: ["a": 2], verb: "update")
        }
        #expect(cost(queues).reads == 3)
        let people = patches(3, "person").map { change in
            var change = change
            change.operation = "person.update"
            return change
        }
        #expect(cost(people).writes == 3)
    }

    @Test(
        "an object is looked at once, and not at all where the plan makes it; a change that cannot be sent costs nothing"
    )
    func once() {
        let first = PlanSample.update("user", "u", from: ["a": 1], to: ["a": 2])
        var second = PlanSample.update("user", "u", from: ["a": 2], to: ["a": 3])
        second.standsOn = [1]
        #expect(cost([first, second]).reads == 1)
        // One after the other, never in one request.
        #expect(cost([first, second]).writes == 2)
        let made = PlanSample.create("team", "t", ["name": "x"])
        var changed = PlanSample.update("team", "t", from: ["name": "x"], to: ["name": "y"], verb: "update")
        changed.standsOn = [1]
        #expect(cost([made, changed]).reads == 0)
        var left = first
        left.unsendable = "it sends a file"
        #expect(cost([left]).requests == 0)
    }

    @Test("what is to come is asked for once for each resource, and is not looked at")
    func expected() {
        var plan = PlanSample.plan([
            PlanSample.create("person", "p", ["emails": ["a"]]),
            PlanSample.update("user", "e1", from: ["teamIds": []], to: ["teamIds": ["t"]]),
        ])
        plan.expected = ["e1", "e2"].map {
            ExpectedObject(id: $0, resource: "user", fields: ["email": "a"], standsOn: 1)
        }
        #expect(PlanCost(plan).reads == 1 && PlanCost(plan).writes == 2)
        // What no change needs, nobody waits for.
        plan.expected.removeFirst()
        #expect(plan.awaited.isEmpty)
    }

    @Test("so many go at once, and as many in each further minute")
    func time() {
        func requests(_ count: Int, _ limit: Int) -> Int64 {
            let raw = (0..<count).map { _ in
                var change = PlannedChange("POST /odd", action: .other, safety: "create")
                change.isRaw = true
                return change
            }
            return cost(raw, rateLimit: limit).milliseconds
        }
        #expect(requests(300, 300) == 0 && requests(301, 300) == 60_000 && requests(901, 300) == 180_000)
        #expect(requests(1000, 0) == 0 && requests(3, 1) == 120_000)
    }
}
