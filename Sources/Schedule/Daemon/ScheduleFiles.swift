import Glibc
import Host
import Logging

/// The files of schedules, as they stand: read anew whenever they or the configuration have changed.
package actor ScheduleFiles {
    /// Milliseconds between two looks.
    static let pace: Int64 = 5000

    private let open: @Sendable () throws(HostError) -> ScheduleFolder
    private let configuration: String
    private let log: Logger
    private let check: @Sendable (ScheduleListing) async -> [ScheduleFinding]
    private var seen: (folder: ScheduleFolder.Look, configuration: FileMark)?
    /// Why they could not be read the last time.
    private var problem: HostError?
    /// What they said when they could be read last.
    package private(set) var listing = ScheduleListing()
    /// Why schedules whose files can be read would not run well, a line each, as it was found last.
    package private(set) var doubts: [String] = []

    /// - Parameters:
    ///   - configuration: the path of `config.yaml`, which zones depend on.
    ///   - log: hears of a folder that cannot be read, and of what schedules stand on and is not there.
    ///   - check: what schedules stand on and is not there.
    ///   - open: the folder, for the configuration as it is now.
    package init(
        configuration: String,
        log: Logger,
        check: @escaping @Sendable (ScheduleListing) async -> [ScheduleFinding],
        open: @escaping @Sendable () throws(HostError) -> ScheduleFolder
    ) {
        self.configuration = configuration
        self.log = log
        self.check = check
        self.open = open
    }

    /// Reads them.
    ///
    /// - Throws: `HostError` when the folder or the configuration as a whole cannot be read.
    package func read() throws(HostError) {
        // Looked at first: what is changed while it is read is read again by the next look.
        let mark = FileMark(configuration)
        let folder = try open()
        let look = try folder.look()
        let listing = try folder.load()
        // A folder that is gone as a whole is not mounted, or being replaced; who ends all schedules takes the files away.
        guard self.listing.names.isEmpty || !listing.names.isEmpty || access(folder.path, F_OK) == 0 else {
            throw HostError(.notFound, folder.path, "is gone", hint: "put it back; an empty folder has no schedules")
        }
        self.listing = listing
        seen = (look, mark)
    }

    /// Reads them where they have changed; when they cannot be read, what they said before goes on to hold.
    ///
    /// - Parameter isForced: whether to read them in any case.
    /// - Returns: whether they were read.
    package func refresh(force isForced: Bool = false) -> Bool {
        do throws(HostError) {
            if !isForced { guard try hasChanged() else { return false } }
            try read()
            if problem != nil { log.info("the schedules can be read again") }
            problem = nil
            return true
        } catch {
            if problem != error { log.error("the schedules cannot be read, and go on as they were: \(error)") }
            problem = error
            return false
        }
    }

    /// Looks whether what schedules stand on is there: scripts, profiles, folders, channels.
    ///
    /// What is not is told once.
    package func doubt() async {
        let listing = listing
        let found = await check(listing)
        let known = Set(doubts)
        doubts = found.map { finding in (finding.schedule.map { "\($0): " } ?? "") + finding.text }
        for (finding, text) in zip(found, doubts) where !known.contains(text) {
            var facts: Logger.Metadata = [:]
            if let schedule = finding.schedule { facts["schedule"] = "\(schedule)" }
            log.log(level: finding.isWarning ? .warning : .error, "\(finding.text)", metadata: facts)
        }
    }

    /// The schedule of a name; nil where its file is gone or broken.
    package func definition(_ name: String) -> ScheduleDefinition? { listing.definitions.first { $0.name == name } }

    /// What is wrong with the files: one error a schedule.
    package var broken: [(name: String, problem: HostError)] {
        var broken: [(name: String, problem: HostError)] = []
        for problem in listing.problems where broken.last?.name != problem.name {
            broken.append((problem.name, problem.error))
        }
        return broken
    }

    private func hasChanged() throws(HostError) -> Bool {
        guard let seen else { return true }
        guard FileMark(configuration) == seen.configuration else { return true }
        return try open().look() != seen.folder
    }
}
