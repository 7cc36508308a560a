/// A plugin as runs use it: its code, whose hash was compared, and what a person granted and set.
package struct LoadedPlugin: Sendable, Equatable {
    package let manifest: PluginManifest
    package let code: PluginCode
    /// What was granted; never more than the manifest asks for.
    package let permissions: PluginPermissions
    /// The values of its settings as they were typed, such as `["--webhook", "teams"]`.
    package let settings: [String]
    /// The folder that paths among the settings were typed in, absolute.
    package let settingsFolder: String

    package init(
        manifest: PluginManifest,
        code: PluginCode,
        permissions: PluginPermissions,
        settings: [String] = [],
        settingsFolder: String = "/"
    ) {
        self.manifest = manifest
        self.code = code
        self.permissions = permissions
        self.settings = settings
        self.settingsFolder = settingsFolder
    }
}
