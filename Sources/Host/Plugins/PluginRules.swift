import Catalog

/// What a manifest must keep besides being well-formed: it may not stand in the way of Patchbay, or of another plugin.
package struct PluginRules: Sendable {
    /// The modules that scripts get from Patchbay, whatever lies beside them.
    private static let modules: Set<String> = [
        "async", "audio", "cc", "csv", "fs", "http", "json", "log", "recordings", "run", "s3", "store", "test", "time",
        "webex",
    ]

    /// The verbs of the command line, which a plugin's name would hide.
    package var verbs: Set<String>
    /// The options that every command of a plugin takes; only asked for when a plugin is looked at.
    package var options: @Sendable () -> Set<String>
    /// Patchbay's own version.
    package var version: String

    package init(verbs: Set<String>, options: @escaping @Sendable () -> Set<String>, version: String) {
        self.verbs = verbs
        self.options = options
        self.version = version
    }

    /// Refuses a plugin that cannot be used here.
    ///
    /// - Throws: `HostError` that names the plugin, what is wrong and the way out.
    package func check(_ manifest: PluginManifest, files: PluginFiles) throws(HostError) {
        let plugin = "plugin \(manifest.name)"
        guard !verbs.contains(manifest.name) else {
            throw HostError(
                .invalid,
                "\(plugin): name",
                "'\(manifest.name)' is a verb of patchbay",
                hint: "give the plugin another name"
            )
        }
        guard [nil, files].contains(BundledPlugins.files(manifest.name)) else {
            throw HostError(
                .invalid,
                "\(plugin): name",
                "'\(manifest.name)' is a plugin that is part of patchbay",
                hint: "give the plugin another name"
            )
        }
        for name in manifest.modules.keys.sorted() where Self.modules.contains(name) {
            throw HostError(
                .invalid,
                "\(plugin): modules.\(name)",
                "'\(name)' is a module of patchbay, which every script gets under that name",
                hint: "give it another name"
            )
        }
        try checkNeeds(manifest)
        let options = options()
        for command in manifest.commands {
            for argument in command.arguments.arguments where options.contains(argument.name) {
                throw HostError(
                    .invalid,
                    "\(plugin): commands.\(command.name).args: \(argument.name)",
                    "is an option of patchbay, which every command has",
                    hint: "give it another name"
                )
            }
        }
        for (name, file) in manifest.modules.sorted(by: { $0.key < $1.key }) where files.files[file] == nil {
            throw HostError(
                .invalid,
                "\(plugin): modules.\(name)",
                "there is no file \(file) in the plugin",
                hint: NearNames.question(file, among: files.files.keys.filter { $0.hasSuffix(".lua") })
            )
        }
    }

    /// Refuses a plugin that needs a newer Patchbay.
    func checkNeeds(_ manifest: PluginManifest) throws(HostError) {
        guard let needed = PluginVersion(manifest.needs), let own = PluginVersion(version), own < needed else { return }
        throw HostError(
            .invalid,
            "plugin \(manifest.name): needs",
            "it needs Patchbay \(manifest.needs) or newer, and this is \(version)",
            hint: "update Patchbay, or install an older version of the plugin"
        )
    }
}
