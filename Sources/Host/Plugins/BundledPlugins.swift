import JSON

/// The plugins that are part of the program: always there, with all that their manifests ask for.
///
/// The Lua files of one lie in `Bundled/NAME`. They are embedded under names that no other file of this target has, which is
/// why each is `NAME_….lua`; here they have the names by which the plugin itself knows them: `recordings_plugin.lua` is entered
/// as `"plugin.lua": PackageResources.recordings_plugin_lua`.
package enum BundledPlugins {
    /// The files of each, by their paths within the plugin.
    private static let all = ["recordings": recordings]

    private static let recordings: [String: [UInt8]] = [
        "asking.lua": PackageResources.recordings_asking_lua,
        "checked.lua": PackageResources.recordings_checked_lua,
        "delivering.lua": PackageResources.recordings_delivering_lua,
        "digest.lua": PackageResources.recordings_digest_lua,
        "export.lua": PackageResources.recordings_export_lua,
        "exporting.lua": PackageResources.recordings_exporting_lua,
        "filters.lua": PackageResources.recordings_filters_lua,
        "forget.lua": PackageResources.recordings_forget_lua,
        "given.lua": PackageResources.recordings_given_lua,
        "job.lua": PackageResources.recordings_job_lua,
        "judging.lua": PackageResources.recordings_judging_lua,
        "list.lua": PackageResources.recordings_list_lua,
        "manifest.lua": PackageResources.recordings_manifest_lua,
        "naming.lua": PackageResources.recordings_naming_lua,
        "options.lua": PackageResources.recordings_options_lua,
        "plugin.lua": PackageResources.recordings_plugin_lua,
        "records.lua": PackageResources.recordings_records_lua,
        "report.lua": PackageResources.recordings_report_lua,
        "report_page.lua": PackageResources.recordings_report_page_lua,
        "report_plots.lua": PackageResources.recordings_report_plots_lua,
        "report_style.lua": PackageResources.recordings_report_style_lua,
        "report_tally.lua": PackageResources.recordings_report_tally_lua,
        "retry.lua": PackageResources.recordings_retry_lua,
        "selection.lua": PackageResources.recordings_selection_lua,
        "settled.lua": PackageResources.recordings_settled_lua,
        "sinks.lua": PackageResources.recordings_sinks_lua,
        "source.lua": PackageResources.recordings_source_lua,
        "tables.lua": PackageResources.recordings_tables_lua,
        "try_rules.lua": PackageResources.recordings_try_rules_lua,
        "verify.lua": PackageResources.recordings_verify_lua,
        "window.lua": PackageResources.recordings_window_lua,
        "wrong.lua": PackageResources.recordings_wrong_lua,
    ]

    /// Their names, sorted.
    package static var names: [String] { all.keys.sorted() }

    /// The files of one; nil for what is none.
    package static func files(_ name: String) -> PluginFiles? { all[name].map(PluginFiles.init) }
}

/// What a person has said of a plugin that is part of the program.
struct BundledState {
    var isEnabled = true
    /// As they were typed, normalised.
    var settings: [String] = []

    /// The same for the file.
    func json(isEnabled: Bool) -> JSONValue {
        ["enabled": .bool(isEnabled), "settings": .array(settings.map(JSONValue.string))]
    }
}

extension PluginStore {
    /// A plugin that is part of the program; nil for one that is switched off, or none.
    func bundled(_ name: String) async throws -> LoadedPlugin? {
        let state = try bundledState(name)
        guard state.isEnabled else { return nil }
        return try await anyBundled(name, settings: state.settings)
    }

    /// A plugin that is part of the program, switched on or not; nil for what is none.
    package func anyBundled(_ name: String, settings: [String] = []) async throws -> LoadedPlugin? {
        guard let files = BundledPlugins.files(name) else { return nil }
        let manifest = try await bundledManifest(name, files)
        return LoadedPlugin(
            manifest: manifest,
            code: PluginCode(files: files.files, folder: nil),
            permissions: manifest.permissions,
            settings: settings
        )
    }

    /// What a person has said of one; as usual where that is nothing.
    func bundledState(_ name: String) throws(HostError) -> BundledState {
        guard let bytes = try PrivateFolder.existing("\(folder)/\(name)")?.read(Self.recordName) else {
            return BundledState()
        }
        guard let value = try? JSONValue(parsing: bytes) else {
            throw HostError(
                .invalid,
                "\(folder)/\(name)/\(Self.recordName)",
                "is no JSON that can be read",
                hint: "remove it: the plugin is then as it came"
            )
        }
        return BundledState(
            isEnabled: value["enabled"]?.bool ?? true,
            settings: value["settings"]?.array?.compactMap(\.string) ?? []
        )
    }

    /// Its manifest, evaluated once for each version of the program, and kept among what may be thrown away.
    func bundledManifest(_ name: String, _ files: PluginFiles) async throws -> PluginManifest {
        let file = "\(name)-\(files.hash.prefix(16)).json"
        if let bytes = try? PrivateFolder.existing(cache)?.read(file), let told = try? JSONValue(parsing: bytes),
            let manifest = try? PluginManifest(told, shown: name)
        {
            return manifest
        }
        let told = try await evaluation.told(by: PluginCode(files: files.files, folder: nil), shown: name)
        let manifest = try PluginManifest(told, shown: name)
        // A home that cannot be written only costs time, and a replay makes none.
        if RealPath.existing(PathText.split(folder).folder) != nil {
            try? PrivateFolder.made(cache).replace(file, told.encoded())
        }
        return manifest
    }
}
