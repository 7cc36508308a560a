import JSON

/// What a run does with the code of a plugin.
package struct PluginRole: Sendable {
    /// What is run of it.
    package enum Work: Sendable, Equatable {
        /// One of its commands.
        case command(String)
        /// Its hooks and sinks, when the host calls them.
        case serve
    }

    package let plugin: LoadedPlugin
    package let work: Work

    /// - Parameters:
    ///   - plugin: the plugin.
    ///   - work: what is run of it.
    package init(_ plugin: LoadedPlugin, _ work: Work) {
        self.plugin = plugin
        self.work = work
    }

    /// The script of a run, as the journal knows it: `plugin NAME` or `plugin NAME/COMMAND`.
    package var script: String {
        let owner = Self.owner(plugin.manifest.name)
        guard case .command(let command) = work else { return owner }
        return "\(owner)/\(command)"
    }

    /// Whose stored values those of all runs of a plugin are.
    package static func owner(_ plugin: String) -> String { "plugin \(plugin)" }

    /// Whose stored values those of a script are: a plugin's commands and hooks share theirs.
    static func storeOwner(_ script: String) -> String {
        guard script.hasPrefix(owner("")), let slash = script.firstIndex(of: "/") else { return script }
        return String(script[..<slash])
    }

    private var declared: ScriptArguments { plugin.manifest.settings }

    /// What the worker is told of it.
    func facts(_ settings: ResolvedArguments) -> JSONValue {
        let arguments = declared.arguments
        let secrets = arguments.filter { $0.type == .secret }
        var facts: JSONObject = [
            "name": .string(plugin.manifest.name),
            "settings": [
                "values": .object(settings.values), "names": .array(arguments.map { .string($0.key) }),
                "secrets": .array(secrets.map { .string($0.key) }),
            ],
        ]
        switch work {
        case .command(let command):
            facts["role"] = "command"
            facts["command"] = .string(command)
        case .serve: facts["role"] = "serve"
        }
        return .object(facts)
    }
}

extension ScriptFile {
    /// The code of a plugin as what is run: its text is in memory, and nothing beside it is read.
    package init(_ role: PluginRole) {
        let name = role.plugin.manifest.name
        switch role.work {
        case .command(let command): path = "\(name) \(command)"
        case .serve: path = name
        }
        self.name = "\(name)/\(PluginCode.entry)"
        folder = role.plugin.code.folder ?? "/"
        source = role.plugin.code.files[PluginCode.entry] ?? []
    }
}

extension Run.Request {
    /// A run of a plugin's code.
    ///
    /// - Parameters:
    ///   - role: what is run of it.
    ///   - arguments: a command's own arguments, as they were typed.
    package init(_ role: PluginRole, arguments: [String] = []) {
        self.init(script: ScriptFile(role), arguments: arguments)
        plugin = role
    }
}
