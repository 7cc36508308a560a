import Host

extension ScheduleDefinition {
    /// The words behind `patchbay` that run what is scheduled, for a process that works in `folder`.
    ///
    /// The run has the id that is given, or makes its own.
    package func commandLine(run: String? = nil) -> [String] {
        var options: [String] = []
        if let run { options += ["--run-id", run] }
        if usesSimulator { options.append("--simulator") }
        if let profile { options += ["--profile", profile] }
        let rest = RunOptions(
            limits: limits,
            permissions: permissions,
            allowsWrite: allowsWrite,
            addresses: RunAddresses()
        )
        options += rest.words
        switch work {
        case .script(let path): return ["run"] + options + [path] + arguments
        // Behind `--` all words would be the command's own, so its arguments stand last.
        case .command(let words): return words + options + arguments
        }
    }
}
