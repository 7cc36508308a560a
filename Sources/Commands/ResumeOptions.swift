import ArgumentParser
import Host
import Webex

/// What may be changed of the permissions and limits of a run that goes on; what is not given stays as it was.
struct ResumeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Wall-clock time it may take from now on.", valueName: "duration"))
    var timeout: MillisecondsArgument?

    @Option(help: ArgumentHelp("CPU time the script may use from now on.", valueName: "duration"))
    var cpuTime: MillisecondsArgument?

    @Option(help: ArgumentHelp("Memory the script may use.", valueName: "size"))
    var maxMemory: BytesArgument?

    @Option(help: ArgumentHelp("How much the script may print from now on.", valueName: "size"))
    var maxOutput: BytesArgument?

    @Option(
        help: ArgumentHelp("Let the org be changed this many times, those before counted in.", valueName: "n")
    )
    var allowChanges: Int?

    @Flag(help: "Let the script delete.")
    var allowDeletes = false

    @Flag(help: "Let the script send requests of its own making that no operation describes.")
    var allowRaw = false

    @Option(help: ArgumentHelp("Let the script talk to this host too; may be given again.", valueName: "host[:port]"))
    var allowNet: [HostArgument] = []

    @Option(
        help: ArgumentHelp(
            "Of a plan that is carried out: begin no further change after this many failed or were refused.",
            valueName: "n"
        )
    )
    var maxFailures: Int?

    @Option(help: ArgumentHelp("Longest Retry-After that is waited for.", valueName: "duration"))
    var maxWait = MillisecondsArgument("15m")

    @Option(help: ArgumentHelp("How long a service that fails is asked again.", valueName: "duration"))
    var patience = MillisecondsArgument("2m")

    @Option(
        help: ArgumentHelp("How long one request may take before it is given up and sent again.", valueName: "duration")
    )
    var requestTimeout = MillisecondsArgument("2m")

    /// The options of a run with what was given in the place of what was.
    func applied(to before: RunOptions) -> RunOptions {
        var options = before
        options.limits.timeout = timeout?.milliseconds ?? before.limits.timeout
        options.limits.cpuTime = cpuTime?.milliseconds ?? before.limits.cpuTime
        options.limits.memory = maxMemory?.bytes ?? before.limits.memory
        options.limits.output = maxOutput?.bytes ?? before.limits.output
        options.permissions.changes = allowChanges ?? before.permissions.changes
        if allowDeletes { options.permissions.allowsDeletes = true }
        if allowRaw { options.permissions.allowsRaw = true }
        options.permissions.hosts += allowNet.map(\.grant).filter { !before.permissions.hosts.contains($0) }
        return options
    }

    /// How patient the session is.
    var settings: SessionSettings {
        SessionSettings(
            retries: RetryPolicy(patience: patience.milliseconds, maxWait: maxWait.milliseconds),
            tryTimeout: requestTimeout.milliseconds
        )
    }

    func validate() throws {
        try LimitOptions.check(
            memory: maxMemory,
            durations: [timeout, cpuTime, maxWait, patience, requestTimeout].compactMap(\.self),
            positive: [timeout, cpuTime, requestTimeout].compactMap(\.self)
        )
        try ApplyOptions.check(maxFailures: maxFailures)
        if let allowChanges, allowChanges < 0 {
            throw ValidationError("--allow-changes is \(allowChanges), but must be 0 or more")
        }
    }
}
