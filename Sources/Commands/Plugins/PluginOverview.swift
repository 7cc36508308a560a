import Host
import JSON

/// A plugin that is there, whole or not: what `list` and `show` tell.
struct PluginOverview {
    let manifest: PluginManifest
    let source: PluginSource
    let hash: String
    let granted: PluginPermissions
    let settings: [String]
    let isEnabled: Bool
    /// When it came, in milliseconds since 1970; nil for what is part of the program.
    let installed: Int64?
    /// Why it cannot be used; nil where it can.
    let problem: HostError?

    /// All plugins of a home, by name.
    static func all(in store: PluginStore) async throws -> [PluginOverview] {
        var found: [PluginOverview] = []
        for name in try BundledPlugins.names + store.installed() {
            do { found.append(try await PluginOverview(name, in: store)) } catch let error as HostError {
                found.append(PluginOverview(unreadable: name, error, isOff: store.isForcedOff(name)))
            }
        }
        return found.sorted { $0.manifest.name < $1.manifest.name }
    }

    /// A plugin of which nothing can be read but that it is there.
    private init(unreadable name: String, _ error: HostError, isOff: Bool) {
        manifest = PluginManifest(name: name, version: "", needs: "", summary: "")
        source = PluginSource(.folder, "")
        (hash, granted, settings, installed) = ("", PluginPermissions(), [], nil)
        isEnabled = !isOff
        problem = error
    }

    /// The plugin of a name.
    ///
    /// - Throws: `HostError` for one that is not there.
    init(_ name: String, in store: PluginStore) async throws {
        if let plugin = try await store.anyBundled(name) {
            let state = try store.state(ofBundled: name)
            manifest = plugin.manifest
            source = PluginSource(.bundled, name)
            hash = plugin.code.hash
            granted = plugin.permissions
            (isEnabled, settings) = (state.isEnabled, state.settings)
            (installed, problem) = (nil, nil)
            return
        }
        guard let record = try store.record(name) else { throw store.unknown(name) }
        manifest = record.manifest
        source = record.source
        hash = record.hash
        granted = record.granted
        settings = record.settings
        isEnabled = record.isEnabled
        installed = record.installed
        problem = store.problem(name, record)
    }

    /// How it stands, in words.
    var state: String {
        if let problem { return "\(isEnabled ? "" : "off, and ")refused: \(problem.problem)" }
        if !isEnabled { return "off" }
        let missing = PluginSettings(manifest).missing(in: settings)
        return missing.isEmpty ? "on" : "on, but needs \(missing.joined(separator: " "))"
    }

    /// The same for programs.
    var json: JSONValue {
        [
            "name": .string(manifest.name), "version": .string(manifest.version), "summary": .string(manifest.summary),
            "needs": .string(manifest.needs), "after": .array(manifest.after.map(JSONValue.string)),
            "enabled": .bool(isEnabled), "problem": problem.map { .string($0.description) } ?? .null,
            "source": source.json, "sha256": .string(hash), "installed": installed.map(JSONValue.integer) ?? .null,
            "permissions": granted.json,
            "settings": .array(settings.map(JSONValue.string)),
            "missing_settings": .array(PluginSettings(manifest).missing(in: settings).map(JSONValue.string)),
            "commands": .array(
                manifest.commands.map {
                    ["name": .string($0.name), "about": $0.arguments.about.map(JSONValue.string) ?? .null]
                }
            ),
            "hooks": .array(manifest.hooks.map(\.rawValue).sorted().map(JSONValue.string)),
            "modules": .array(manifest.modules.keys.sorted().map(JSONValue.string)),
            "sinks": .array(manifest.sinks.map { .string("\(manifest.name)/\($0.name)") }),
        ]
    }
}
