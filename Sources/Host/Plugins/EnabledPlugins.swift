import Catalog

extension PluginStore {
    /// Why a plugin that is there cannot be used.
    struct Refused: Error {
        let error: HostError
        /// Whether it is asked before changes, so that nothing may be done without it.
        let failsClosed: Bool
    }

    /// The plugins that runs use, in their load order: files are read once, and held against their hash.
    ///
    /// One that cannot be used is warned of and left out.
    /// - Parameter warn: hears why.
    /// - Returns: the plugins.
    /// - Throws: `HostError` where one cannot be used that is asked before each change, and for an order that has no beginning.
    package func enabled(warn: (String) -> Void) async throws -> PluginSet {
        var loaded: [LoadedPlugin] = []
        for name in BundledPlugins.names {
            if let plugin = try await bundled(name) { loaded.append(plugin) }
        }
        for name in try installed() {
            switch load(name) {
            case .success(let plugin?): loaded.append(plugin)
            case .success(nil): break
            case .failure(let refused):
                guard !refused.failsClosed else {
                    throw HostError(
                        refused.error.kind,
                        refused.error.subject,
                        "\(refused.error.problem), and it is asked before each change, so nothing is run without it",
                        hint:
                            "\(refused.error.hint.map { $0 + "; " } ?? "")switch it off: patchbay plugin disable \(name)"
                    )
                }
                warn("\(refused.error); it is left out")
            }
        }
        let order = try PluginOrder.of(loaded.map { ($0.manifest.name, $0.manifest.after) })
        return PluginSet(order.compactMap { name in loaded.first { $0.manifest.name == name } })
    }

    /// An installed plugin; nil within where it is switched off.
    func load(_ name: String) -> Result<LoadedPlugin?, Refused> {
        var found: PluginRecord?
        do throws(HostError) {
            found = try record(name)
            guard let record = found, record.isEnabled else { return .success(nil) }
            try rules.checkNeeds(record.manifest)
            let files: PluginFiles
            do throws(HostError) { files = try self.files(name, record) } catch {
                // Another process may have put a newer version in its place between the two.
                guard let again = try self.record(name), again != record else { throw error }
                return load(name)
            }
            return .success(
                LoadedPlugin(
                    manifest: record.manifest,
                    code: PluginCode(files: files.files, folder: codeFolder(name, hash: record.hash)),
                    permissions: record.granted,
                    settings: record.settings,
                    settingsFolder: record.settingsFolder
                )
            )
        } catch {
            if found == nil, isForcedOff(name) { return .success(nil) }
            // Of a record that cannot be read nobody knows what it has.
            return .failure(
                Refused(error: error, failsClosed: found?.manifest.hooks.contains(.beforeWrite) ?? true)
            )
        }
    }

    /// The names of plugins with their manifests, as they were when they were installed: for lists and help, without a look at
    /// their files.
    ///
    /// - Returns: those that are switched on, by name; what cannot be read is left out.
    package func manifests() async throws -> [PluginManifest] {
        try await manifests(withOurs: bundled).sorted { $0.name < $1.name }
    }

    /// Refuses a plugin with which the others would have no order, or that gives a module of a name that another one gives.
    ///
    /// - Throws: `HostError` that names both.
    package func checkBeside(_ manifest: PluginManifest) async throws {
        var plugins = [(name: manifest.name, after: manifest.after)]
        // One of ours that is switched off may be switched on again.
        for other in try await manifests(withOurs: { try await anyBundled($0) })
        where other.name != manifest.name {
            plugins.append((other.name, other.after))
            // Whoever requires it would run the code of the one that comes first, with powers of their own.
            guard let taken = manifest.modules.keys.filter({ other.modules[$0] != nil }).min() else { continue }
            let isBundled = BundledPlugins.files(other.name) != nil
            throw HostError(
                .invalid,
                "plugin \(manifest.name): modules.\(taken)",
                "the plugin \(other.name) gives a module of that name already",
                hint: isBundled
                    ? "give it another name"
                    : "give it another name, or switch that one off: patchbay plugin disable \(other.name)"
            )
        }
        _ = try PluginOrder.of(plugins)
    }

    /// The manifests of all that are installed and switched on, and of those that are part of the program as far as `ours`
    /// gives them.
    private func manifests(
        withOurs ours: (String) async throws -> LoadedPlugin?
    ) async throws -> [PluginManifest] {
        var manifests: [PluginManifest] = []
        for name in BundledPlugins.names {
            if let plugin = try await ours(name) { manifests.append(plugin.manifest) }
        }
        for name in try installed() {
            guard let record = try? record(name), record.isEnabled else { continue }
            manifests.append(record.manifest)
        }
        return manifests
    }

    /// Names in `after` that no plugin here has, with the one that was probably meant: nothing is wrong with them, but a
    /// typing mistake would go unnoticed.
    ///
    /// - Returns: a sentence for each.
    package func strangers(_ manifest: PluginManifest) -> [String] {
        let known = ((try? installed()) ?? []) + BundledPlugins.names
        return manifest.after.filter { !known.contains($0) }.map { name in
            let question = NearNames.question(name, among: known).map { ": \($0)" } ?? ""
            return "it comes after \(name), which is not installed\(question)"
        }
    }
}
