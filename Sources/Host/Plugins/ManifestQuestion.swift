import JSON
import Wire

/// Who wants to know what a plugin says of itself: its `plugin.lua` is run, and may do nothing but return its table.
struct ManifestQuestion: Sendable {
    /// The plugin as far as it is known: its files, and what messages call it.
    let plugin: LoadedPlugin
    /// Hears the table, as JSON.
    let told: @Sendable (JSONValue) -> Void

    /// A question to these files.
    ///
    /// - Parameters:
    ///   - code: the plugin's files.
    ///   - name: what messages call the plugin.
    ///   - told: hears the answer.
    init(_ code: PluginCode, name: String, told: @escaping @Sendable (JSONValue) -> Void) {
        let manifest = PluginManifest(name: name, version: "", needs: "", summary: "")
        plugin = LoadedPlugin(manifest: manifest, code: code, permissions: PluginPermissions())
        self.told = told
    }

    /// What the worker is told.
    var facts: JSONValue { ["role": "manifest", "name": .string(plugin.manifest.name)] }

    /// `manifest`: the table.
    func take(_ arguments: JSONValue, _ data: [UInt8]) -> Answer {
        told(arguments)
        return .done
    }

    /// Any other effect.
    ///
    /// - Throws: always: nothing was permitted yet.
    func refuse(_ arguments: JSONValue, _ data: [UInt8]) throws -> Answer {
        throw HostError(
            .denied,
            "",
            "\(PluginCode.entry) only says what the plugin adds, and may do nothing else",
            hint: "do it in the function of a command, a hook or a sink"
        )
    }
}
