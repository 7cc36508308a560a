import Journal

extension PlanToApply {
    /// Looks whether a run of this machine carries the same plan out already, or has.
    ///
    /// - Parameters:
    ///   - profile: the name of the profile that it is carried out with.
    ///   - place: where runs are entered.
    /// - Throws: `HostError` that names the run; `JournalError`.
    package func checkNotApplied(profile: String, in place: JournalPlace) async throws {
        var query = RunQuery()
        query.profile = profile
        // By its own clock, which may be another machine's.
        query.since = plan.made - Self.clocksDiffer
        let hash = hash
        for run in try await place.store.runs(query) {
            guard run.kind == .apply, run.scriptHash == hash, !run.plans, !run.isSimulated else { continue }
            let again = "all the same: --again"
            switch try await place.standing(of: run).state {
            // Nothing was sent.
            case .usage, .planned: continue
            case .done: throw refusal("run \(run.id) has carried it out already", "plan again, or do it \(again)")
            case .running: throw refusal("run \(run.id) is carrying it out now", "patchbay runs show \(run.id)")
            default:
                throw refusal(
                    "run \(run.id) has begun it, and left something undone",
                    "go on with patchbay resume \(run.id), or begin anew \(again)"
                )
            }
        }
    }

    /// Milliseconds.
    private static let clocksDiffer: Int64 = 86_400_000

    private func refusal(_ problem: String, _ hint: String) -> HostError {
        HostError(.invalid, "the plan", problem, hint: hint)
    }
}
