import JSON

/// What is kept of an installed plugin besides its files: where it came from, what was granted, how it is set.
package struct PluginRecord: Sendable, Equatable {
    package var source: PluginSource
    /// The hash of its files as they were looked at.
    package var hash: String
    /// The hash of each file by its path.
    package var files: [String: String]
    /// The manifest as the worker told it.
    package var told: JSONValue
    package var manifest: PluginManifest
    /// What a person granted; never more than the manifest asks for.
    package var granted: PluginPermissions
    /// Its settings as they were typed.
    package var settings: [String]
    /// The folder that paths among the settings were typed in.
    package var settingsFolder: String
    package var isEnabled: Bool
    /// When its files came, in milliseconds since 1970.
    package var installed: Int64

    /// What is known of a plugin when it comes.
    ///
    /// - Parameters:
    ///   - source: where from.
    ///   - hash: of all its files.
    ///   - files: of each.
    ///   - told: the manifest as the worker told it.
    ///   - granted: what a person granted; nil for all that the manifest asks for.
    ///   - settings: as they were typed.
    ///   - settingsFolder: where.
    ///   - isEnabled: whether it is switched on.
    ///   - installed: when it came.
    /// - Throws: `HostError` for a manifest that is none.
    package init(
        source: PluginSource,
        hash: String,
        files: [String: String],
        told: JSONValue,
        granted: PluginPermissions?,
        settings: [String],
        settingsFolder: String,
        isEnabled: Bool,
        installed: Int64
    ) throws(HostError) {
        manifest = try PluginManifest(told, shown: source.address)
        self.source = source
        self.hash = hash
        self.files = files
        self.told = told
        self.granted = granted ?? manifest.permissions
        self.settings = settings
        self.settingsFolder = settingsFolder
        self.isEnabled = isEnabled
        self.installed = installed
    }

    /// Reads what was kept.
    ///
    /// - Parameters:
    ///   - bytes: the file.
    ///   - path: where it lies, for messages.
    /// - Throws: `HostError` for what is no record.
    init(reading bytes: [UInt8], path: String) throws(HostError) {
        let name = PathText.split(PathText.split(path).folder).name
        let wayOut = "take it away and install it again: patchbay plugin remove \(name)"
        let value: JSONValue
        do { value = try JSONValue(parsing: bytes) } catch {
            throw HostError(.invalid, path, "is no JSON that can be read", hint: wayOut)
        }
        guard let source = PluginSource(json: value["source"]), let hash = value["hash"]?.string,
            let told = value["manifest"], let granted = value["granted"]
        else {
            throw HostError(.invalid, path, "is no record of a plugin", hint: wayOut)
        }
        let table = try ManifestTable(granted, of: path, at: "granted")
        try self.init(
            source: source,
            hash: hash,
            files: (value["files"]?.object ?? [:]).reduce(into: [:]) { files, field in
                files[field.key] = field.value.string
            },
            told: told,
            granted: try PluginPermissions(table),
            settings: value["settings"]?.array?.compactMap(\.string) ?? [],
            settingsFolder: value["settings_folder"]?.string ?? "/",
            isEnabled: value["enabled"]?.bool ?? false,
            installed: value["installed"]?.integer ?? 0
        )
    }

    /// The same for the file.
    var json: JSONValue {
        let hashes = files.sorted { $0.key < $1.key }.map { JSONObject.Member(key: $0.key, value: .string($0.value)) }
        return [
            "source": source.json, "hash": .string(hash), "files": .object(JSONObject(hashes)), "manifest": told,
            "granted": granted.json,
            "settings": .array(settings.map(JSONValue.string)), "settings_folder": .string(settingsFolder),
            "enabled": .bool(isEnabled), "installed": .integer(installed),
        ]
    }
}
