import ArgumentParser
import Host
import Schedule

/// The options that say what happens when a schedule cannot be kept, or its run fails.
struct ScheduleTroubleOptions: ParsableArguments {
    @Option(help: "When it is due and its run before is not over: \(Self.words(ScheduleDefinition.Overlap.self)).")
    var overlap = ScheduleDefinition.Overlap.forbid

    @Option(
        help: "What is made up for of the times when nobody watched: \(Self.words(ScheduleDefinition.Missed.self))."
    )
    var missed = ScheduleDefinition.Missed.one

    @Option(help: ArgumentHelp("Leave out a time that cannot begin within this.", valueName: "duration"))
    var deadline: MillisecondsArgument?

    @Option(help: ArgumentHelp("How often a run that failed is gone on with.", valueName: "n"))
    var retries = 0

    @Option(
        help: ArgumentHelp(
            "The pause before the first retry; each further one is twice as long.",
            valueName: "duration"
        )
    )
    var retryBackoff = MillisecondsArgument("1m")

    @Option(help: "A run that was cut off: \(Self.words(ScheduleDefinition.CutOff.self)).")
    var afterCutOff = ScheduleDefinition.CutOff.resume

    @Option(
        help: ArgumentHelp(
            "A channel of config.yaml that is told when it fails for good, and when it is well again; may be given again.",
            valueName: "channel"
        )
    )
    var notify: [String] = []

    func validate() throws {
        guard (0...100).contains(retries) else {
            throw ValidationError("--retries is \(retries), but must be 0 to 100")
        }
        if let deadline, deadline.milliseconds < 1_000 { throw ValidationError("--deadline must be 1s or more") }
        if retries > 0, retryBackoff.milliseconds < 1_000 {
            throw ValidationError("--retry-backoff must be 1s or more")
        }
    }

    func fill(_ definition: inout ScheduleDefinition) {
        definition.overlap = overlap
        definition.missed = missed
        definition.deadline = deadline?.milliseconds
        definition.retries.times = retries
        if retries > 0 {
            definition.retries.backoff = retryBackoff.milliseconds
            definition.retries.longest = max(definition.retries.longest, retryBackoff.milliseconds)
        }
        definition.cutOff = afterCutOff
        definition.notify = notify
    }

    private static func words<Word: CaseIterable & RawRepresentable>(_: Word.Type) -> String
    where Word.RawValue == String {
        Word.allCases.map(\.rawValue).joined(separator: ", ")
    }
}

extension ScheduleDefinition.Overlap: ExpressibleByArgument {}
extension ScheduleDefinition.Missed: ExpressibleByArgument {}
extension ScheduleDefinition.CutOff: ExpressibleByArgument {}
