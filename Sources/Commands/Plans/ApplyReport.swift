import Host
import JSON

/// What became of each change of a plan, as JSON.
struct ApplyReport {
    private let plan: Plan
    private let applied: AppliedPlan?
    private let outcome: RunOutcome
    private let run: String?

    /// - Parameters:
    ///   - plan: what was to be done.
    ///   - applied: what has become of it; nil where nothing was begun.
    ///   - outcome: how the run ended.
    ///   - run: its id; nil where there was none.
    init(_ plan: Plan, _ applied: AppliedPlan?, _ outcome: RunOutcome, run: String?) {
        self.plan = plan
        self.applied = applied
        self.outcome = outcome
        self.run = run
    }

    /// One document.
    var bytes: [UInt8] {
        var document: JSONObject = [:]
        document["run"] = run.map(JSONValue.string)
        document["exit_code"] = .integer(Int64(outcome.exitCode))
        document["failure"] = outcome.failure.map { .string(Console.unstyled($0)) }
        let statuses = AppliedPlan.Status.allCases.map { status in
            JSONObject.Member(key: status.rawValue, value: .integer(Int64(applied?.count(status) ?? 0)))
        }
        document["counts"] = .object(JSONObject(statuses))
        if plan.kind == .undo {
            document["left_alone"] = .array(plan.leftAlone.map(JSONValue.string))
            document["unrestorable"] = .array(plan.unrestorable.map(JSONValue.string))
        }
        document["warnings"] = .array(plan.warnings.map(JSONValue.string))
        document["changes"] = .array(plan.changes.map { .object(change($0)) })
        return JSONValue.object(document).pretty()
    }

    private func change(_ change: PlannedChange) -> JSONObject {
        let outcome = applied?.outcome(change.number)
        var json: JSONObject = [
            "number": .integer(Int64(change.number)), "operation": .string(change.operation),
            "action": .string(change.action.rawValue), "resource": .string(change.resource),
        ]
        // What stands for an id is nothing that a program could use.
        if change.action != .create, change.makes.isEmpty { json["target"] = .string(change.target) }
        json["id"] = outcome?.id.map(JSONValue.string)
        json["name"] = plan.name(of: change).map(JSONValue.string)
        json["status"] = .string((outcome?.status ?? .skipped).rawValue)
        let isDone = outcome?.status == .done
        json[isDone ? "note" : "error"] = outcome?.reason.map(JSONValue.string)
        json["tracking_id"] = outcome?.trackingID.map(JSONValue.string)
        if outcome?.isRemembered == true { json["remembered"] = true }
        return json
    }
}
