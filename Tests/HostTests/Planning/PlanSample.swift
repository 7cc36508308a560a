import JSON

@testable import Host

/// Plans made by hand.
enum PlanSample {
    static func plan(_ changes: [PlannedChange] = [], rateLimit: Int = 300) -> Plan {
        var numbered = changes
        for place in numbered.indices { numbered[place].number = place + 1 }
        return Plan(
            run: "20261205-140309-abcd",
            kind: .script,
            made: 1_796_479_389_000,
            user: "ann@desk",
            version: "0.1.0",
            profile: "demo",
            organization: "org",
            isSimulated: false,
            rateLimit: rateLimit,
            script: "/scripts/teams.lua",
            scriptHash: String(repeating: "0", count: 64),
            words: ["--from", "a b"],
            arguments: ["from": "a b"],
            changes: numbered,
            expected: [],
            held: [],
            names: [:],
            warnings: []
        )
    }

    static func update(
        _ resource: String,
        _ id: String,
        from before: JSONObject,
        to after: JSONObject,
        verb: String = "patch"
    ) -> PlannedChange {
        var change = PlannedChange("\(resource).\(verb)", action: .update, safety: "idempotent")
        (change.resource, change.target, change.ids) = (resource, id, [id])
        (change.before, change.after, change.body) = (before, after, .object(after))
        return change
    }

    static func create(_ resource: String, _ id: String, _ body: JSONObject) -> PlannedChange {
        var change = PlannedChange("\(resource).create", action: .create, safety: "create")
        (change.resource, change.target, change.body, change.makes) = (resource, id, .object(body), ["id": .string(id)])
        var after = body
        after["id"] = .string(id)
        (change.after, change.guessed, change.name) = (after, ["id"], body["name"]?.string)
        return change
    }

    static func delete(_ resource: String, _ id: String, before: JSONObject) -> PlannedChange {
        var change = PlannedChange("\(resource).delete", action: .delete, safety: "delete")
        (change.resource, change.target, change.ids, change.before) = (resource, id, [id], before)
        change.name = before["name"]?.string
        return change
    }

    /// One with something in every place that there is.
    static var full: Plan {
        var raw = PlannedChange("POST /odd", action: .other, safety: "create")
        (raw.isRaw, raw.irreversible, raw.unsendable) = (true, "nobody knows", "it sends a file")
        (raw.query, raw.options, raw.scope) = (["q": 1], ["all": true], "/rows:email/jane@example.com")
        raw.body = ["text": "\u{1B}[31m \"quoted\" \u{202E}", "none": .null, "list": [], "number": 1.5]
        var second = update(
            "user",
            "u1",
            from: ["teamIds": ["a"], "version": 1],
            to: ["teamIds": ["t"], "version": 2]
        )
        (second.guessed, second.name) = (["version"], "jane@example.com")
        var plan = plan([
            create("team", "t", ["name": "Owls"]), second, delete("queue", "q", before: ["id": "q", "name": "Old"]),
            raw,
        ])
        for place in plan.changes.indices.dropFirst() { plan.changes[place].standsOn = [place] }
        plan.expected = [ExpectedObject(id: "e", resource: "user", parent: "p", fields: ["email": "x"], standsOn: 1)]
        plan.held = HeldEffect.Kind.allCases.map { HeldEffect($0, "some \($0)") }
        (plan.names, plan.warnings, plan.undoes) = (["a": "Support", "t": "Owls"], ["look"], "another")
        (plan.kind, plan.isSimulated) = (.undo, true)
        (plan.rows.done, plan.rows.failed) = (3, 1)
        plan.rows.failures = [Plan.Rows.Failure(key: "joe", error: "no such team")]
        return plan
    }
}
