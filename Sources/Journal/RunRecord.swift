/// What the journal knows of a run as a whole: who ran what, with what, and how it ended.
///
/// Holds no secret: arguments that are secrets are their names. Times are milliseconds since 1970.
package struct RunRecord: Sendable, Equatable {
    /// What was run.
    package enum Kind: String, Sendable, CaseIterable {
        case script
        /// One call from the command line, without a script.
        case call
        /// A plan that is carried out.
        case apply
        /// A command of a plugin.
        case command
        /// The hooks of a plugin, and its sinks, while a run goes on.
        case hooks
    }

    /// The run's id, as `patchbay run` prints it.
    package var id: String
    package var kind: Kind
    /// Absolute path of the script, or of the plan; the operation's name of a call.
    package var script: String
    /// SHA-256 of the text of script or plan, in lower-case hex; empty for a call.
    package var scriptHash: String
    /// The script's own arguments, as they were typed.
    package var words: [String]
    /// What they became, as a JSON object; nil until the script has declared them.
    package var arguments: String?
    /// The profile's name.
    package var profile: String
    /// Id of the org; nil until it was needed.
    package var organization: String?
    /// Whether the org was a simulator that ended with the run, so that nothing of it can be gone on with.
    package var isSimulated: Bool
    /// Who ran it: the name of the user at the name of the machine.
    package var user: String
    /// The folder that relative paths were seen from.
    package var folder: String
    /// When it first began: the `now` of its arguments.
    package var started: Int64
    /// What the script's random numbers began with.
    package var seed: Int64
    /// The limits, permissions and addresses it was given, as a JSON object that only the host reads.
    package var options: String
    /// The version of Patchbay that began it.
    package var version: String
    /// How often it was begun or gone on with.
    package var attempts: Int
    /// How the last attempt ended; nil while it is running, and for one that was cut off.
    package var end: End?

    /// The end of an attempt.
    package struct End: Sendable, Equatable {
        package var time: Int64
        /// The contract's exit code.
        package var exitCode: Int32
        /// What went wrong, as it was told; nil when nothing did.
        package var failure: String?
        /// Counts of rows, requests and bytes, as a JSON object.
        package var summary: String

        package init(time: Int64, exitCode: Int32, failure: String?, summary: String) {
            self.time = time
            self.exitCode = exitCode
            self.failure = failure
            self.summary = summary
        }
    }

    package init(
        id: String,
        kind: Kind,
        script: String,
        scriptHash: String,
        words: [String],
        profile: String,
        isSimulated: Bool,
        user: String,
        folder: String,
        started: Int64,
        seed: Int64,
        options: String,
        version: String
    ) {
        self.id = id
        self.kind = kind
        self.script = script
        self.scriptHash = scriptHash
        self.words = words
        self.profile = profile
        self.isSimulated = isSimulated
        self.user = user
        self.folder = folder
        self.started = started
        self.seed = seed
        self.options = options
        self.version = version
        attempts = 1
    }
}
