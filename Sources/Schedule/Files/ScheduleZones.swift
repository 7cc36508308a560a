import Host
import Synchronization
import Webex

/// The zones of schedules: the one that a file names, else that of the profile it runs for.
///
/// Safe to use from any thread; a zone's table is read once, however many schedules go by it.
package final class ScheduleZones: Sendable {
    private let zones: [String: String]
    private let usualProfile: String?
    private let known = Mutex<[String: ZoneRules]>([:])

    /// - Parameters:
    ///   - configuration: whose profiles have zones.
    ///   - environment: `PATCHBAY_PROFILE` names the profile of what names none.
    package init(_ configuration: Configuration, environment: [String: String] = [:]) {
        var zones: [String: String] = [:]
        for stored in configuration.profiles { zones[stored.profile.name] = stored.zone }
        self.zones = zones
        let only = configuration.profiles.count == 1 ? configuration.profiles.first?.profile.name : nil
        let named = environment["PATCHBAY_PROFILE"].flatMap { $0.isEmpty ? nil : $0 }
        usualProfile = named ?? configuration.defaultProfile ?? only
    }

    /// The zone of what names none: its profile's, else UTC.
    ///
    /// - Throws: `HostError` when the machine does not know the profile's zone.
    package func usual(profile: String?) throws(HostError) -> ZoneRules {
        guard let name = profile ?? usualProfile, let zone = zones[name] else { return .utc }
        do throws(HostError) {
            return try rules(named: zone)
        } catch {
            throw HostError(error.kind, "zone of profile '\(name)'", "\(zone): \(error.problem)", hint: error.hint)
        }
    }

    /// The rules of a zone.
    ///
    /// - Throws: `HostError` when there is no such zone.
    package func rules(named name: String) throws(HostError) -> ZoneRules {
        try known.withLock { known throws(HostError) in
            if let rules = known[name] { return rules }
            let rules = try ZoneRules(named: name)
            known[name] = rules
            return rules
        }
    }
}
