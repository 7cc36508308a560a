import ArgumentParser

/// The options by which a run is recorded, and a recording is replayed.
struct RecordingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Keep every effect of the script and its answer in this file, without secrets.",
            valueName: "file"
        )
    )
    var record: String?

    @Option(
        help: ArgumentHelp(
            "Answer the script from this recording, with no org and no network; end at the first effect that differs.",
            valueName: "file"
        )
    )
    var replay: String?

    @Flag(help: "With --replay: the script may have another name than the recorded one.")
    var force = false

    func validate() throws {
        guard record == nil || replay == nil else {
            throw ValidationError(
                "--record and --replay cannot be given together: what is replayed is recorded already"
            )
        }
        guard !force || replay != nil else { throw ValidationError("--force is for --replay") }
        guard record?.isEmpty != true, replay?.isEmpty != true else {
            throw ValidationError("--record and --replay take the path of a file")
        }
    }
}
