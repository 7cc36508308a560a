/// What a plugin says of itself: the table that its `plugin.lua` returns, without its functions.
package struct PluginManifest: Sendable, Equatable {
    /// Its name, which is also the first word of its commands.
    package var name: String
    package var version: String
    /// The oldest Patchbay it runs on.
    package var needs: String
    package var summary: String
    /// Plugins that come before it wherever both are there.
    package var after: [String] = []
    package var permissions = PluginPermissions()
    /// Its settings, declared as options: `only_failures` is given as `--only-failures`.
    package var settings = ScriptArguments(about: nil, arguments: [])
    package var commands: [Command] = []
    package var hooks: Set<Hook> = []
    /// Files by the names under which scripts `require` them.
    package var modules: [String: String] = [:]
    package var sinks: [Sink] = []

    /// A command: `patchbay PLUGIN COMMAND`.
    package struct Command: Sendable, Equatable {
        package var name: String
        /// What it takes, and what it says of itself.
        package var arguments: ScriptArguments

        package init(name: String, arguments: ScriptArguments) {
            self.name = name
            self.arguments = arguments
        }
    }

    /// A place that recordings may go to.
    package struct Sink: Sendable, Equatable {
        package var name: String
        package var about: String?

        package init(name: String, about: String?) {
            self.name = name
            self.about = about
        }
    }

    /// What happens in a run that a plugin may be told of.
    package enum Hook: String, Sendable, CaseIterable {
        case runStarted = "run_started"
        /// Asked before each change is sent; the only one that can refuse something.
        case beforeWrite = "before_write"
        case afterWrite = "after_write"
        case recordingSaved = "recording_saved"
        case rowFailed = "row_failed"
        case runFinished = "run_finished"
    }

    package init(name: String, version: String, needs: String, summary: String) {
        self.name = name
        self.version = version
        self.needs = needs
        self.summary = summary
    }
}
