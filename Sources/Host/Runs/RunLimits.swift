/// What a run may use; hitting one ends it and cannot be caught by the script.
package struct RunLimits: Sendable, Equatable {
    /// Wall-clock time in milliseconds.
    package var timeout: Int64 = 12 * 3_600_000
    /// CPU time of the script in milliseconds; counted in whole seconds, rounded up.
    package var cpuTime: Int64 = 10 * 60_000
    /// Bytes that the script's Lua may hold.
    package var memory: Int64 = 256 << 20
    /// Bytes that the script may print.
    package var output: Int64 = 10 << 20

    package init() {}

    /// The limit of a name, as it was set, for the message of a run that hit it.
    func shown(_ name: RunLimit) -> String {
        switch name {
        case .timeout: DurationText.shown(timeout)
        case .cpuTime: DurationText.shown(cpuTime)
        case .memory: SizeText.shown(memory)
        case .output: SizeText.shown(output)
        }
    }
}

/// The limits of a run by the names of their options.
package enum RunLimit: String, Sendable {
    case timeout = "timeout"
    case cpuTime = "cpu-time"
    case memory = "max-memory"
    case output = "max-output"
}
