import JSON

/// The first line of a recording: what it is, and what the script was to know of its run.
package struct RecordingHeader: Sendable, Equatable {
    /// The format that this program writes, and the newest that it reads.
    static let format: Int64 = 1
    /// The field that tells a recording from any other file; it is the first.
    static let mark = "patchbay_recording"

    /// The version of Patchbay that made it.
    package var version: String
    /// The id of the run.
    package var run: String
    /// The script's file name.
    package var script: String
    package var scriptHash: String
    /// What was typed behind the script.
    package var words: [String]
    package var profile: String
    /// Milliseconds since 1970.
    package var started: Int64
    package var seed: Int64
    /// The name of the time zone.
    package var zone: String
    /// The folder that the script lay in.
    package var folder: String

    var line: JSONValue {
        [
            Self.mark: .integer(Self.format), "version": .string(version), "run": .string(run),
            "script": .string(script), "script_sha256": .string(scriptHash),
            "words": .array(words.map(JSONValue.string)), "profile": .string(profile), "started": .integer(started),
            "seed": .integer(seed), "zone": .string(zone), "folder": .string(folder),
        ]
    }

    /// Reads the line; nil where a field is not as it must be.
    init?(_ line: JSONValue) {
        guard let version = line["version"]?.string, let run = line["run"]?.string,
            let script = line["script"]?.string, let hash = line["script_sha256"]?.string,
            let words = line["words"]?.array, let profile = line["profile"]?.string,
            let started = line["started"]?.integer, let seed = line["seed"]?.integer, let zone = line["zone"]?.string,
            let folder = line["folder"]?.string
        else { return nil }
        (self.version, self.run, self.script, scriptHash) = (version, run, script, hash)
        (self.profile, self.started, self.seed, self.zone, self.folder) = (profile, started, seed, zone, folder)
        self.words = words.compactMap(\.string)
    }

    init(
        version: String,
        run: String,
        script: ScriptFile,
        words: [String],
        profile: String,
        started: Int64,
        seed: Int64,
        zone: String
    ) {
        self.version = version
        self.run = run
        self.script = script.name
        scriptHash = script.hash
        self.words = words
        self.profile = profile
        self.started = started
        self.seed = seed
        self.zone = zone
        folder = script.folder
    }
}
