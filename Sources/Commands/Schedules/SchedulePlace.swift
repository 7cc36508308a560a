import Catalog
import Glibc
import Host
import Journal
import Schedule

/// The schedules of this home: their files, and what is known of them besides.
struct SchedulePlace {
    /// The variable that counts like `--schedules` where that is not given.
    static let variable = "PATCHBAY_SCHEDULES"

    let folder: ScheduleFolder
    /// The profiles, and whatever else `config.yaml` says.
    let configuration: Configuration
    /// Reads what files say of zones, and knows the usual one.
    let zones: ScheduleZones
    /// The folder of the state.
    let state: String

    /// Finds the folder; nothing of it is read yet.
    ///
    /// - Throws: `HostError` for a configuration that cannot be read.
    init(_ options: ScheduleOptions, _ surroundings: Surroundings) throws(HostError) {
        let homes = try surroundings.homes()
        state = homes.state
        configuration = try ConfigurationFile(homes.configurationFile).load()
        let named = options.schedules ?? surroundings.environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 }
        let path = try named.map { text throws(HostError) in
            try PathText.absolute(text, in: surroundings.currentFolder())
        }
        zones = ScheduleZones(configuration, environment: surroundings.environment)
        folder = ScheduleFolder(path ?? homes.configuration + "/schedules", zones: zones, verbs: Set(Patchbay.verbs))
    }

    /// What is known of the schedules besides their files, for who writes to it.
    ///
    /// - Throws: `HostError` when there can be no state folder.
    func store() throws(HostError) -> any ScheduleStore {
        try HomeFolders.make(state)
        return SQLiteScheduleStore(JournalOnDemand(folder: state))
    }

    /// The same for who only reads; nil when nothing was ever kept, and then nothing is made.
    func existingStore() -> (any ScheduleStore)? {
        guard access(state + "/" + JournalDatabase.fileName, F_OK) == 0 || errno != ENOENT else { return nil }
        return SQLiteScheduleStore(JournalOnDemand(folder: state))
    }

    /// The schedule of a name.
    ///
    /// - Throws: `HostError` when there is none, with near names; or what is wrong with its file.
    func schedule(named name: String, in listing: ScheduleListing) throws(HostError) -> ScheduleDefinition {
        if let found = listing.definitions.first(where: { $0.name == name }) { return found }
        let problems = listing.problems.filter { $0.name == name }
        guard let first = problems.first else { throw missing(name, in: listing) }
        guard problems.count > 1 else { throw first.error }
        throw HostError(
            first.error.kind,
            first.error.subject,
            first.error.problem,
            hint: "all \(problems.count) problems of it: patchbay schedule check \(name)"
        )
    }

    /// What is said of a name that no schedule has.
    func missing(_ name: String, in listing: ScheduleListing) -> HostError {
        let names = listing.names
        return HostError(
            .notFound,
            name,
            "there is no such schedule in \(folder.path)",
            hint: NearNames.question(name, among: names)
                ?? (names.isEmpty
                    ? "add it with patchbay schedule add" : "patchbay schedule list shows those there are")
        )
    }
}
