import Host

/// Plugins as people read of them.
enum PluginText {
    /// What a plugin is and may do, before it is installed.
    static func introduction(_ manifest: PluginManifest, source: PluginSource, hash: String) -> String {
        var lines = [
            "\(manifest.name) \(manifest.version): \(manifest.summary)",
            "  from \(source.text)", "  sha256 \(hash)",
        ]
        lines += additions(manifest).map { "  " + $0 }
        lines.append("  it may:")
        lines += manifest.permissions.lines.map { "    " + $0 }
        return lines.joined(separator: "\n")
    }

    /// What a plugin adds, a line each.
    static func additions(_ manifest: PluginManifest) -> [String] {
        var lines: [String] = []
        if !manifest.commands.isEmpty {
            lines.append(
                "commands: " + manifest.commands.map { "patchbay \(manifest.name) \($0.name)" }.joined(separator: ", ")
            )
        }
        let hooks = PluginManifest.Hook.allCases.filter(manifest.hooks.contains).map(\.rawValue)
        if !hooks.isEmpty {
            let asked = manifest.hooks.contains(.beforeWrite) ? "; it may refuse changes" : ""
            lines.append("hooks, in every run: " + hooks.joined(separator: ", ") + asked)
        }
        if !manifest.modules.isEmpty {
            lines.append(Self.modules(manifest.modules.keys.sorted()))
        }
        if !manifest.sinks.isEmpty {
            lines.append("sinks: " + manifest.sinks.map { "\(manifest.name)/\($0.name)" }.joined(separator: ", "))
        }
        return lines.isEmpty ? ["adds nothing"] : lines
    }

    /// What a plugin wants to do that it was not permitted: a line each.
    ///
    /// Also where it is called, which needs no permission, and is seen by nobody once it is there.
    static func growth(of manifest: PluginManifest, beyond before: PluginRecord) -> [String] {
        var lines = manifest.permissions.beyond(before.granted)?.lines ?? []
        let old = before.manifest
        let hooks = PluginManifest.Hook.allCases.filter(manifest.hooks.subtracting(old.hooks).contains)
        if !hooks.isEmpty {
            let asked = hooks.contains(.beforeWrite) ? "; it may refuse changes" : ""
            lines.append("be told in every run: \(hooks.map(\.rawValue).joined(separator: ", "))\(asked)")
        }
        let modules = manifest.modules.keys.filter { old.modules[$0] == nil }.sorted()
        if !modules.isEmpty { lines.append("give \(Self.modules(modules))") }
        let sinks = manifest.sinks.map(\.name).filter { name in !old.sinks.contains { $0.name == name } }
        if !sinks.isEmpty {
            lines.append("take recordings: \(sinks.map { "\(old.name)/\($0)" }.joined(separator: ", "))")
        }
        return lines
    }

    private static func modules(_ names: [String]) -> String {
        "modules, which may do what the script may that requires them: \(names.joined(separator: ", "))"
    }

    /// All of a plugin.
    static func whole(_ plugin: PluginOverview, width: Int) -> String {
        let manifest = plugin.manifest
        var table = TextTable(width: width)
        func add(_ name: String, _ texts: [String]) {
            for (number, text) in texts.enumerated() where !text.isEmpty {
                table.add(number == 0 ? name : "", Console.plain(text))
            }
        }
        add("plugin", ["\(manifest.name) \(manifest.version)"])
        add("summary", [manifest.summary])
        add("state", [plugin.state])
        add("source", [plugin.source.text])
        add("sha256", [plugin.hash])
        add("needs", ["Patchbay \(manifest.needs)"])
        add("after", [manifest.after.joined(separator: ", ")])
        add("adds", additions(manifest))
        add("may", plugin.granted.lines)
        add("settings", settings(plugin))
        return table.text
    }

    private static func settings(_ plugin: PluginOverview) -> [String] {
        plugin.manifest.settings.arguments.map { setting in
            let given = plugin.settings.filter { $0.prefix { $0 != "=" } == setting.name }
            let value =
                given.isEmpty
                ? (setting.isRequired ? "\(setting.name) is missing" : setting.name) : given.joined(separator: " ")
            return value + (setting.help.map { "  (\($0))" } ?? "")
        }
    }
}
