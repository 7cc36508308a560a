import Catalog

/// Whether a plan may be carried out: in this org, now, with these permissions.
///
/// Nothing is sent to find out.
package struct PlanAdmission: Sendable {
    private let plan: Plan

    /// Milliseconds by which the clocks of two machines may differ.
    private static let skew: Int64 = 5 * 60_000

    package init(_ plan: Plan) { self.plan = plan }

    private var subject: String { plan.undoes.map { "the plan that takes back run \($0)" } ?? "the plan" }
    private var again: String {
        "make it again with "
            + (plan.undoes.map { "patchbay undo \($0) --out FILE" } ?? "patchbay run --plan --out FILE")
    }

    /// Refuses a plan of another profile.
    ///
    /// - Parameter profile: the name of the one that was asked for.
    /// - Throws: `HostError` that names both.
    package func check(profile: String) throws(HostError) {
        guard !plan.isSimulated else {
            throw HostError(
                .invalid,
                subject,
                "was made on a simulator that ended with it, so there is nothing to carry it out on",
                hint: "start patchbay simulator --write-profile NAME, and plan with that profile"
            )
        }
        guard profile == plan.profile else {
            throw HostError(
                .invalid,
                subject,
                "was made for the profile \(plan.profile), not for \(profile)",
                hint: "leave --profile out, or plan again with that profile"
            )
        }
    }

    /// Refuses a plan of another org.
    ///
    /// - Parameter organization: the id of the org that is signed in to.
    /// - Throws: `HostError` that names both.
    package func check(organization: String) throws(HostError) {
        guard organization == plan.organization else {
            throw HostError(
                .invalid,
                subject,
                "was made for the org \(plan.organization), and the profile \(plan.profile) is that of \(organization)",
                hint: "sign in to the org that it was made for, or plan again"
            )
        }
    }

    /// Refuses a plan that is too old.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - most: how old it may be, in milliseconds.
    /// - Throws: `HostError` that tells its age.
    package func check(now: Int64, maxAge most: Int64) throws(HostError) {
        let age = now - plan.made
        guard age >= -Self.skew else {
            throw HostError(
                .invalid,
                subject,
                "was made \(Self.shown(-age)) from now, by the clocks of the two machines",
                hint: "set the clock that is wrong, and \(again)"
            )
        }
        guard age <= most else {
            throw HostError(
                .invalid,
                subject,
                "is \(Self.shown(age)) old, and may be \(Self.shown(most))",
                hint: "\(again), or allow it with --max-age \(Self.shown(age + 3_600_000))"
            )
        }
    }

    /// Refuses a plan that needs what was not permitted.
    ///
    /// - Throws: `HostError` of kind `denied` that names the option.
    package func check(_ permissions: Permissions, deletesAllowed hint: String = "--allow-deletes") throws(HostError) {
        let needs = PlanNeeds(plan)
        guard !needs.isEmpty else { return }
        if permissions.isReadOnly {
            throw HostError(.denied, subject, "would change the org, and may only read", hint: "leave --read-only out")
        }
        let deletes = needs.deletes
        if deletes > 0, !permissions.allowsDeletes {
            throw HostError(
                .denied,
                subject,
                "deletes \(deletes) \(deletes == 1 ? "object" : "objects"), which must be allowed",
                hint: "permit it with \(hint)"
            )
        }
        let raw = needs.raw
        if raw > 0, !permissions.allowsRaw {
            throw HostError(
                .denied,
                subject,
                "has \(raw) \(raw == 1 ? "request" : "requests") that no operation describes",
                hint: "permit such requests with --allow-raw"
            )
        }
    }

    private static func shown(_ milliseconds: Int64) -> String {
        // A time of minutes is told to the minute, and none finer than to the second.
        let unit: Int64 = milliseconds < 60_000 ? 1000 : 60_000
        return DurationText.shown(milliseconds / unit * unit)
    }
}
