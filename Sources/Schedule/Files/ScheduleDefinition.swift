import Host

/// A schedule as its file says it: what is run, for which org, when, and what is done when that does not go well.
///
/// Durations are milliseconds.
package struct ScheduleDefinition: Sendable, Equatable {
    /// What is run.
    package enum Work: Sendable, Equatable {
        /// A script, by its absolute path.
        case script(String)
        /// A command of a plugin: the plugin's name and the command's.
        case command([String])
    }

    /// What happens when it is due and its run before is not over.
    package enum Overlap: String, Sendable, CaseIterable {
        /// That time is left out.
        case forbid
        /// It waits for the end, at most `mostQueued` of them.
        case queue
        /// The run before is ended, and this one begins.
        case replace
        /// Both run.
        case allow

        /// How many may wait.
        package static let mostQueued = 100
    }

    /// What is made up for of the times at which nobody watched.
    package enum Missed: String, Sendable, CaseIterable {
        /// The latest.
        case one
        /// Each.
        case all
        case none
    }

    /// What becomes of a run that was cut off by the end of the daemon or the machine, or interrupted by its stopping.
    package enum CutOff: String, Sendable, CaseIterable {
        /// It is gone on with.
        case resume
        /// It is told, and left for a person.
        case report
    }

    /// How often a run that ended badly is gone on with, and after which pauses.
    package struct Retries: Sendable, Equatable {
        package var times: Int
        /// The first pause; each further one is twice as long.
        package var backoff: Int64
        /// The longest pause.
        package var longest: Int64

        package init(times: Int = 0, backoff: Int64 = 60_000, longest: Int64 = 3_600_000) {
            self.times = times
            self.backoff = backoff
            self.longest = longest
        }
    }

    /// The file's name without its extension.
    package var name: String
    /// The absolute path of the file.
    package var file: String
    /// What it is for, in a line for people.
    package var description: String?
    package var work: Work
    /// The work's own arguments.
    package var arguments: [String] = []
    /// The profile of the org; nil takes the default one.
    package var profile: String?
    /// Whether it runs against a fresh simulator, to try it out.
    package var usesSimulator = false
    /// The absolute path of the folder that its run works in.
    package var folder: String
    package var timing: Timing
    /// Its runs begin up to so much later, always by the same for a schedule of this name.
    package var jitter: Int64 = 0
    package var limits = RunLimits()
    package var permissions = Permissions()
    /// Whether it may write anywhere beneath `folder`.
    package var allowsWrite = false
    package var overlap = Overlap.forbid
    package var missed = Missed.one
    /// How late it may begin; nil: however late.
    package var deadline: Int64?
    package var retries = Retries()
    package var cutOff = CutOff.resume
    /// The names of the channels that are told when it fails for good, and when it is well again.
    package var notify: [String] = []

    package init(name: String, file: String, work: Work, folder: String, timing: Timing) {
        self.name = name
        self.file = file
        self.work = work
        self.folder = folder
        self.timing = timing
    }
}
