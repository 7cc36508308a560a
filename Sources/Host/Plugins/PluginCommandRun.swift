extension PluginStore {
    /// The plugin of a name, as its commands use it; nil where none of that name is there.
    ///
    /// - Throws: `HostError` where it is switched off, or cannot be used.
    package func plugin(_ name: String) async throws -> LoadedPlugin? {
        if BundledPlugins.files(name) != nil {
            guard let plugin = try await bundled(name) else { throw Self.isOff(name) }
            return plugin
        }
        guard let record = try record(name) else { return nil }
        guard record.isEnabled else { throw Self.isOff(name) }
        switch load(name) {
        case .success(let plugin): return plugin
        case .failure(let refused): throw refused.error
        }
    }

    private static func isOff(_ name: String) -> HostError {
        HostError(.invalid, "plugin \(name)", "is switched off", hint: "patchbay plugin enable \(name)")
    }
}

extension LoadedPlugin {
    /// The values of its settings.
    ///
    /// - Parameter context: what they depend on besides; paths are seen from where they were typed.
    /// - Returns: values, and what they grant.
    /// - Throws: `HostError` that names the plugin, the setting and the way out.
    package func resolvedSettings(in context: ArgumentContext) throws(HostError) -> ResolvedArguments {
        let name = manifest.name
        let typed = ArgumentContext(
            now: context.now,
            zone: context.zone,
            currentFolder: settingsFolder,
            script: name,
            secrets: context.secrets
        )
        let way = "set it: patchbay plugin set \(name)"
        let missing = PluginSettings(manifest).missing(in: settings)
        guard missing.isEmpty else {
            let words = missing.joined(separator: " ")
            throw HostError(.invalid, "plugin \(name)", "needs the setting \(words)", hint: "\(way) \(words)")
        }
        do throws(HostError) {
            if case .values(let resolved) = try manifest.settings.resolve(settings, in: typed) { return resolved }
        } catch {
            let subject = error.subject.isEmpty ? "plugin \(name)" : "plugin \(name): \(error.subject)"
            throw HostError(error.kind, subject, error.problem, hint: error.hint ?? way)
        }
        throw HostError(.invalid, "plugin \(name)", "has --help among its settings", hint: way)
    }
}
