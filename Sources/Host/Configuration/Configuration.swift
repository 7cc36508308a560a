import Catalog
import Webex

/// A profile as the configuration holds it.
package struct StoredProfile: Sendable, Equatable {
    package var profile: Profile
    /// The region by whose name it was written down; nil: it was by its address.
    ///
    /// `profile.apiURL` is the region's then.
    package private(set) var region: Region?
    /// The zone that dates are read and shown in, such as `Europe/Berlin`; nil is UTC.
    package var zone: String?

    /// - Parameters:
    ///   - profile: the org.
    ///   - region: gives the profile its `apiURL`, whatever that was.
    ///   - zone: the zone's name.
    package init(profile: Profile, region: Region? = nil, zone: String? = nil) {
        self.profile = profile
        self.region = region
        self.zone = zone
        if let region { self.profile.apiURL = region.apiURL }
    }
}

/// What `config.yaml` says.
///
/// A value, free of secrets but for what a proxy's address may hold.
package struct Configuration: Sendable, Equatable {
    /// The profile of a run that names none.
    package var defaultProfile: String?
    /// In the file's order.
    package private(set) var profiles: [StoredProfile]
    /// How people are told something, in the file's order; Patchbay reads them and never writes them.
    package internal(set) var channels: [Channel] = []

    package init(defaultProfile: String? = nil, profiles: [StoredProfile] = []) {
        self.defaultProfile = defaultProfile
        self.profiles = profiles
    }

    /// The profile of that name.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - subject: where it was written, if that is not plain.
    /// - Returns: the profile as it is stored.
    /// - Throws: `HostError` of kind `notFound` with near names, and how to add one.
    package func profile(named name: String, subject: String = "") throws(HostError) -> StoredProfile {
        if let found = profiles.first(where: { $0.profile.name == name }) { return found }
        let names = profiles.map(\.profile.name)
        let others =
            names.isEmpty ? "add it with patchbay profile add" : "profiles are \(names.joined(separator: ", "))"
        throw HostError(
            .notFound,
            subject,
            "there is no profile '\(name)'",
            hint: NearNames.question(name, among: names) ?? others
        )
    }

    /// Adds a profile at the end.
    ///
    /// - Parameters:
    ///   - stored: the profile.
    ///   - replacing: whether one of the same name makes way for it, in its place.
    /// - Throws: `HostError` when the name cannot be one, or is taken.
    package mutating func add(_ stored: StoredProfile, replacing: Bool = false) throws(HostError) {
        let name = stored.profile.name
        try Self.checkName(name, subject: "profile")
        guard let place = profiles.firstIndex(where: { $0.profile.name == name }) else {
            profiles.append(stored)
            return
        }
        guard replacing else {
            throw HostError(
                .invalid,
                "",
                "there is a profile '\(name)' already",
                hint: "remove it first: patchbay profile remove \(name)"
            )
        }
        profiles[place] = stored
    }

    /// Removes a profile; it is then no longer the default either.
    ///
    /// - Throws: `HostError` of kind `notFound` with near names.
    package mutating func remove(_ name: String) throws(HostError) {
        _ = try profile(named: name)
        profiles.removeAll { $0.profile.name == name }
        if defaultProfile == name { defaultProfile = nil }
    }

    /// Refuses what cannot be a profile's name: it is a file's name too.
    package static func checkName(_ name: String, subject: String) throws(HostError) {
        try checkWord(name, of: "profile", subject: subject)
        guard name != Profile.simulatorName, name != Profile.environmentName else {
            throw HostError(
                .invalid,
                subject,
                "the name '\(name)' is taken by a profile that Patchbay makes itself",
                hint: "choose another name"
            )
        }
    }

    /// Refuses what cannot be the name of a thing that people name: a profile, a channel.
    static func checkWord(_ name: String, of thing: String, subject: String) throws(HostError) {
        let isWord = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || ".-_".utf8.contains(byte)
        }
        guard isWord, (1...64).contains(name.utf8.count), !name.hasPrefix("."), !name.hasPrefix("-") else {
            throw HostError(
                .invalid,
                subject,
                "'\(name.debugDescription.dropFirst().dropLast())' is no name for a \(thing)",
                hint: "use up to 64 letters, digits, '-', '_' and '.'"
            )
        }
    }
}
