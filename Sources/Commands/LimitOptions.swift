import ArgumentParser
import Host
import Webex

/// The options that bound a run, and those that say how patient it is.
struct LimitOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Wall-clock time a run may take.", valueName: "duration"))
    var timeout = MillisecondsArgument("12h")

    @Option(help: ArgumentHelp("CPU time the script may use.", valueName: "duration"))
    var cpuTime = MillisecondsArgument("10m")

    @Option(help: ArgumentHelp("Memory the script may use.", valueName: "size"))
    var maxMemory = BytesArgument("256M")

    @Option(help: ArgumentHelp("How much the script may print.", valueName: "size"))
    var maxOutput = BytesArgument("10M")

    @Option(help: ArgumentHelp("Longest Retry-After that is waited for.", valueName: "duration"))
    var maxWait = MillisecondsArgument("15m")

    @Option(help: ArgumentHelp("How long a service that fails is asked again.", valueName: "duration"))
    var patience = MillisecondsArgument("2m")

    @Option(
        help: ArgumentHelp("How long one request may take before it is given up and sent again.", valueName: "duration")
    )
    var requestTimeout = MillisecondsArgument("2m")

    var limits: RunLimits {
        var limits = RunLimits()
        limits.timeout = timeout.milliseconds
        limits.cpuTime = cpuTime.milliseconds
        limits.memory = maxMemory.bytes
        limits.output = maxOutput.bytes
        return limits
    }

    /// How patient a session is.
    var settings: SessionSettings {
        SessionSettings(
            retries: RetryPolicy(patience: patience.milliseconds, maxWait: maxWait.milliseconds),
            tryTimeout: requestTimeout.milliseconds
        )
    }

    func validate() throws {
        try Self.check(
            memory: maxMemory,
            durations: [timeout, cpuTime, maxWait, patience, requestTimeout],
            positive: [timeout, cpuTime, requestTimeout]
        )
    }

    /// Refuses a limit that no run could keep.
    ///
    /// - Parameters:
    ///   - memory: of `--max-memory`; nil where it is not given.
    ///   - durations: all that were given.
    ///   - positive: those of them that must not be 0.
    /// - Throws: `ValidationError` with the value.
    static func check(
        memory: BytesArgument?,
        durations: [MillisecondsArgument],
        positive: [MillisecondsArgument]
    ) throws {
        // Less than a megabyte holds no Lua library and no script.
        if let memory, memory.bytes < 1 << 20 {
            throw ValidationError("--max-memory is \(memory), but must be 1M or more")
        }
        let longest: Int64 = 100 * 366 * 86_400_000
        for duration in durations where duration.milliseconds > longest {
            throw ValidationError("\(duration) is longer than a hundred years")
        }
        guard positive.allSatisfy({ $0.milliseconds > 0 }) else {
            throw ValidationError("--timeout, --cpu-time and --request-timeout must be more than 0")
        }
    }
}

/// A duration on the command line, such as `90s`.
struct MillisecondsArgument: ExpressibleByArgument, CustomStringConvertible {
    let milliseconds: Int64
    let description: String

    init(_ constant: StaticString) {
        description = "\(constant)"
        milliseconds = DurationText.milliseconds(description) ?? 0
    }

    init?(argument: String) {
        guard let milliseconds = DurationText.milliseconds(argument) else { return nil }
        self.milliseconds = milliseconds
        description = argument
    }

    var defaultValueDescription: String { description }
}

/// A size on the command line, such as `256M`.
struct BytesArgument: ExpressibleByArgument, CustomStringConvertible {
    let bytes: Int64
    let description: String

    init(_ constant: StaticString) {
        description = "\(constant)"
        bytes = SizeText.bytes(description) ?? 0
    }

    init?(argument: String) {
        guard let bytes = SizeText.bytes(argument) else { return nil }
        self.bytes = bytes
        description = argument
    }

    var defaultValueDescription: String { description }
}
