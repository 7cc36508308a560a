import ArgumentParser
import Host
import Schedule

/// The options of the daemon, which `patchbay service install` takes too.
struct ServeOptions: ParsableArguments {
    private static let usualCount = 4
    private static let usualGrace = MillisecondsArgument("5m")
    private static let usualKeep = MillisecondsArgument("90d")
    private static let usualFree = BytesArgument("500M")

    @Option(help: ArgumentHelp("How many runs may be under way at once.", valueName: "n"))
    var atMost = Self.usualCount

    @Option(
        help: ArgumentHelp("How long runs may take to end by themselves when the daemon ends.", valueName: "duration")
    )
    var grace = Self.usualGrace

    @OptionGroup var place: ScheduleOptions

    @Option(help: ArgumentHelp("Where health and metrics are asked; port 0 takes a free one.", valueName: "host:port"))
    var listen: ListenAddress?

    @Flag(help: "Let nobody ask for health and metrics.")
    var noListen = false

    @Option(help: ArgumentHelp("How log lines look: text or json.", valueName: "format"))
    var logFormat = DaemonLog.Format.text

    @Option(help: ArgumentHelp("The least that is logged: debug, info, warning or error.", valueName: "level"))
    var logLevel = LevelArgument.info

    @Option(help: ArgumentHelp("How long runs, and what became of each time, are kept.", valueName: "duration"))
    var keepRuns = Self.usualKeep

    @Option(help: ArgumentHelp("Below so much free space on the disk no run begins.", valueName: "size"))
    var minFree = Self.usualFree

    func validate() throws {
        guard (1...1000).contains(atMost) else {
            throw ValidationError("--at-most is \(atMost), but must be 1 to 1000")
        }
        guard !noListen || listen == nil else { throw ValidationError("--listen and --no-listen exclude each other") }
        guard grace.milliseconds <= 86_400_000 else { throw ValidationError("--grace is \(grace), but at most 24h") }
        guard keepRuns.milliseconds >= 86_400_000 else {
            throw ValidationError("--keep-runs is \(keepRuns), but must be 1d or more")
        }
    }

    /// Where it is to listen; nil for nowhere.
    var address: ListenAddress? { noListen ? nil : listen ?? .usual }

    /// The options as they would be typed: what is not as usual.
    ///
    /// - Parameter folder: the absolute path of the folder of schedules; nil for the usual one.
    /// - Returns: the words behind `patchbay serve`.
    func words(schedules folder: String?) -> [String] {
        var words: [String] = []
        if let folder { words += ["--schedules", folder] }
        if atMost != Self.usualCount { words += ["--at-most", "\(atMost)"] }
        if grace.description != Self.usualGrace.description { words += ["--grace", grace.description] }
        if let listen { words += ["--listen", listen.description] }
        if noListen { words.append("--no-listen") }
        if logFormat != .text { words += ["--log-format", logFormat.rawValue] }
        if logLevel != .info { words += ["--log-level", logLevel.rawValue] }
        if keepRuns.description != Self.usualKeep.description { words += ["--keep-runs", keepRuns.description] }
        if minFree.description != Self.usualFree.description { words += ["--min-free", minFree.description] }
        return words
    }
}

extension DaemonLog.Format: ExpressibleByArgument {}

/// How much is logged.
enum LevelArgument: String, ExpressibleByArgument, CaseIterable {
    case debug, info, warning, error
}
