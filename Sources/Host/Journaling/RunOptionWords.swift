extension RunOptions {
    /// The options as they would be typed: the limits, and all that is not as usual.
    package var words: [String] {
        var words = [
            "--timeout", Self.typed(limits.timeout), "--cpu-time", Self.typed(limits.cpuTime), "--max-memory",
            Self.typed(bytes: limits.memory), "--max-output", Self.typed(bytes: limits.output),
        ]
        if plans { words.append("--plan") }
        if permissions.isReadOnly { words.append("--read-only") }
        if let changes = permissions.changes { words += ["--allow-changes", "\(changes)"] }
        if permissions.allowsDeletes { words.append("--allow-deletes") }
        if permissions.allowsRaw { words.append("--allow-raw") }
        for host in permissions.hosts { words += ["--allow-net", host.text] }
        if allowsWrite { words.append("--allow-write") }
        if let api = addresses.api { words += ["--api-url", api] }
        if let auth = addresses.auth { words += ["--auth-url", auth] }
        if let maxFailures { words += ["--max-failures", "\(maxFailures)"] }
        if let wait { words += ["--wait-for", Self.typed(wait)] }
        return words
    }

    /// A duration as it would be typed, whole.
    package static func typed(_ milliseconds: Int64) -> String {
        // People read two units; what has more of them is typed in the smallest.
        let shown = DurationText.shown(milliseconds)
        return DurationText.milliseconds(shown) == milliseconds ? shown : "\(milliseconds)ms"
    }

    /// A size as it would be typed.
    package static func typed(bytes: Int64) -> String {
        for (unit, size) in [("G", Int64(1) << 30), ("M", 1 << 20), ("K", 1 << 10)] where bytes % size == 0 {
            return "\(bytes / size)\(unit)"
        }
        return "\(bytes)"
    }
}
