import ArgumentParser
import Host

/// The options that bound the runs of a schedule.
struct ScheduleLimitOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Wall-clock time a run may take.", valueName: "duration"))
    var timeout = MillisecondsArgument("12h")

    @Option(help: ArgumentHelp("CPU time the script may use.", valueName: "duration"))
    var cpuTime = MillisecondsArgument("10m")

    @Option(help: ArgumentHelp("Memory the script may use.", valueName: "size"))
    var maxMemory = BytesArgument("256M")

    @Option(help: ArgumentHelp("How much the script may print.", valueName: "size"))
    var maxOutput = BytesArgument("10M")

    var limits: RunLimits {
        var limits = RunLimits()
        limits.timeout = timeout.milliseconds
        limits.cpuTime = cpuTime.milliseconds
        limits.memory = maxMemory.bytes
        limits.output = maxOutput.bytes
        return limits
    }

    func validate() throws {
        try LimitOptions.check(memory: maxMemory, durations: [timeout, cpuTime], positive: [timeout, cpuTime])
    }
}
