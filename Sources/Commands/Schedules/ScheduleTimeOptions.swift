import ArgumentParser
import Host
import Schedule

/// The options that say when a schedule is due.
struct ScheduleTimeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Minute, hour, day of month, month and day of week, as for cron; or @daily, @hourly, @weekly, @monthly, @yearly.",
            valueName: "cron"
        )
    )
    var when: String?

    @Option(help: ArgumentHelp("An interval instead: 15m, 2h.", valueName: "duration"))
    var every: MillisecondsArgument?

    @Option(help: ArgumentHelp("Whose clocks count: Europe/Berlin; else the profile's, else UTC.", valueName: "zone"))
    var zone: String?

    @Option(help: ArgumentHelp("Begin up to so much later, always by the same.", valueName: "duration"))
    var jitter: MillisecondsArgument?

    /// What they say.
    ///
    /// - Parameters:
    ///   - zones: knows the zone where none is given.
    ///   - profile: whose zone that is.
    /// - Returns: the times.
    /// - Throws: `HostError` that names the option.
    func timing(_ zones: ScheduleZones, profile: String?) throws(HostError) -> Timing {
        let rules = try rules(zones, profile: profile)
        do throws(HostError) {
            if let every { return try Timing(every: every.milliseconds, zone: rules) }
            return try Timing(cron: when ?? "", zone: rules)
        } catch {
            throw HostError(error.kind, every == nil ? "--when" : "--every", error.problem, hint: error.hint)
        }
    }

    private func rules(_ zones: ScheduleZones, profile: String?) throws(HostError) -> ZoneRules {
        guard let zone else { return try zones.usual(profile: profile) }
        do throws(HostError) {
            return try zones.rules(named: zone)
        } catch {
            throw HostError(error.kind, "--zone \(zone)", error.problem, hint: error.hint)
        }
    }
}
