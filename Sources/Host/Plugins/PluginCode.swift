/// The Lua files of a plugin, read once: what was hashed is what runs.
package struct PluginCode: Sendable, Equatable {
    /// Texts by their paths within the plugin's folder, such as `plugin.lua` or `lib/names.lua`.
    package let files: [String: [UInt8]]
    /// Where they lie, absolute; nil for a plugin that is part of the program.
    package let folder: String?

    /// The file that returns the manifest.
    package static let entry = "plugin.lua"

    /// The hash that they are known by.
    package var hash: String { PluginFiles(files).hash }

    package init(files: [String: [UInt8]], folder: String?) {
        self.files = files
        self.folder = folder
    }
}
