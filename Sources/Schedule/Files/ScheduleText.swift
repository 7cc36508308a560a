import Host

/// A schedule as a file says it, for people to read and to go on with.
enum ScheduleText {
    /// The text of the file that `definition.file` names: comments, and all that is not as usual.
    static func written(_ definition: ScheduleDefinition) -> String {
        let usual = ScheduleDefinition(
            name: "",
            file: "",
            work: definition.work,
            folder: "",
            timing: definition.timing
        )
        var lines = ["# What patchbay serve runs by itself; patchbay schedule check says whether all is well."]
        func add(_ key: String, _ text: String) { lines.append("\(key): \(text)") }
        if let description = definition.description { add("description", YAMLScalar.written(description)) }
        lines += work(definition)
        if let profile = definition.profile { add("profile", YAMLScalar.written(profile)) }
        if definition.usesSimulator {
            lines += ["# A fresh simulator each time, in place of an org.", "simulator: true"]
        }
        let place = PathText.split(definition.file).folder
        if definition.folder != place {
            lines.append("# The folder that it works in, which paths among the arguments are seen from.")
            add("folder", YAMLScalar.written(definition.folder))
        }
        lines.append("")
        lines += timing(definition.timing)
        if definition.jitter != 0 { add("jitter", RunOptions.typed(definition.jitter)) }
        if definition.overlap != usual.overlap { add("overlap", definition.overlap.rawValue) }
        if definition.missed != usual.missed { add("missed", definition.missed.rawValue) }
        if let deadline = definition.deadline { add("deadline", RunOptions.typed(deadline)) }
        if definition.cutOff != usual.cutOff { add("after_cut_off", definition.cutOff.rawValue) }
        lines += part("retries", retries(definition.retries))
        lines += part("limits", limits(definition.limits))
        lines += part("permissions", permissions(definition))
        if !definition.notify.isEmpty { add("notify", list(definition.notify)) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func work(_ definition: ScheduleDefinition) -> [String] {
        var lines: [String] = []
        switch definition.work {
        case .script(let path):
            let place = PathText.split(definition.file).folder
            lines.append("script: " + YAMLScalar.written(PathText.relative(path, to: place) ?? path))
        case .command(let words): lines.append("command: " + list(words))
        }
        guard !definition.arguments.isEmpty else { return lines }
        return lines + ["arguments:"] + definition.arguments.map { "  - " + YAMLScalar.written($0) }
    }

    private static func timing(_ timing: Timing) -> [String] {
        let interval = "every "
        let line =
            timing.text.hasPrefix(interval)
            ? "every: " + timing.text.dropFirst(interval.count) : "when: \"\(timing.text)\""
        return ["# " + timing.explained, line, "zone: " + YAMLScalar.written(timing.zone.name)]
    }

    private static func retries(_ retries: ScheduleDefinition.Retries) -> [(String, String)] {
        let usual = ScheduleDefinition.Retries()
        guard retries != usual else { return [] }
        return [
            ("times", "\(retries.times)"), ("backoff", RunOptions.typed(retries.backoff)),
            ("longest", RunOptions.typed(retries.longest)),
        ]
    }

    private static func limits(_ limits: RunLimits) -> [(String, String)] {
        let usual = RunLimits()
        var fields: [(String, String)] = []
        if limits.timeout != usual.timeout { fields.append(("timeout", RunOptions.typed(limits.timeout))) }
        if limits.cpuTime != usual.cpuTime { fields.append(("cpu_time", RunOptions.typed(limits.cpuTime))) }
        if limits.memory != usual.memory { fields.append(("max_memory", RunOptions.typed(bytes: limits.memory))) }
        if limits.output != usual.output { fields.append(("max_output", RunOptions.typed(bytes: limits.output))) }
        return fields
    }

    private static func permissions(_ definition: ScheduleDefinition) -> [(String, String)] {
        let permissions = definition.permissions
        var fields: [(String, String)] = []
        if permissions.isReadOnly { fields.append(("read_only", "true")) }
        if let changes = permissions.changes { fields.append(("allow_changes", "\(changes)")) }
        if permissions.allowsDeletes { fields.append(("allow_deletes", "true")) }
        if permissions.allowsRaw { fields.append(("allow_raw", "true")) }
        if definition.allowsWrite { fields.append(("allow_write", "true")) }
        if !permissions.hosts.isEmpty { fields.append(("allow_net", list(permissions.hosts.map(\.text)))) }
        return fields
    }

    private static func part(_ name: String, _ fields: [(String, String)]) -> [String] {
        fields.isEmpty ? [] : ["\(name):"] + fields.map { "  \($0.0): \($0.1)" }
    }

    private static func list(_ texts: [String]) -> String {
        "[" + texts.map(YAMLScalar.inList).joined(separator: ", ") + "]"
    }
}
