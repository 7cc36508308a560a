import ArgumentParser

/// `patchbay plugin`: what integrators add to Patchbay.
struct PluginVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin",
        abstract: "Install and make plugins: commands, hooks, modules and sinks in Lua.",
        discussion: """
            A plugin is a folder with a file plugin.lua that says what it is called, what it adds, and what it must be \
            permitted to do. That is shown and granted once, when it is installed. Its commands are then \
            patchbay NAME COMMAND, and its hooks are called in every run.
            """,
        subcommands: [
            PluginNewVerb.self, PluginCheckVerb.self, PluginInstallVerb.self, PluginListVerb.self, PluginShowVerb.self,
            PluginSetVerb.self, PluginUpdateVerb.self, PluginEnableVerb.self, PluginDisableVerb.self,
            PluginRemoveVerb.self,
        ]
    )
}
