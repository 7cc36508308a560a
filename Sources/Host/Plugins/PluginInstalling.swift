import Catalog
import Glibc
import JSON
import Webex

/// A plugin that was fetched and looked at, and is not installed yet.
package struct PluginCandidate: Sendable {
    package let manifest: PluginManifest
    package let source: PluginSource
    package let files: PluginFiles
    package let hash: String
    let told: JSONValue
}

extension PluginStore {
    /// Looks at the files of a plugin: its manifest is evaluated, and held against all that it must keep.
    ///
    /// - Parameters:
    ///   - files: as they were fetched.
    ///   - source: where from.
    /// - Returns: what could be installed.
    /// - Throws: `HostError` that names what is wrong with it.
    package func candidate(_ files: PluginFiles, from source: PluginSource) async throws -> PluginCandidate {
        let code = PluginCode(files: files.files, folder: nil)
        let told = try await evaluation.told(by: code, shown: source.address)
        let manifest = try PluginManifest(told, shown: source.address)
        try rules.check(manifest, files: files)
        return PluginCandidate(manifest: manifest, source: source, files: files, hash: files.hash, told: told)
    }

    /// Installs a plugin whose permissions a person has granted.
    ///
    /// All of it is there afterwards, or nothing.
    /// - Parameters:
    ///   - candidate: the plugin.
    ///   - settings: its settings as they were typed.
    ///   - folder: where paths among these were typed.
    /// - Throws: `HostError` where another plugin has its name, or the settings do not fit.
    package func install(_ candidate: PluginCandidate, settings: [String], typedIn folder: String) async throws {
        try await locked {
            let name = candidate.manifest.name
            try refuseTaken(name)
            try await checkBeside(candidate.manifest)
            let record = try PluginRecord(
                source: candidate.source,
                hash: candidate.hash,
                files: candidate.files.hashes,
                told: candidate.told,
                granted: nil,
                settings: try PluginSettings(candidate.manifest).normalised(settings, typedIn: folder),
                settingsFolder: folder,
                isEnabled: true,
                installed: evaluation.ground.clock.now()
            )
            try place(candidate)
            try enter(record)
        }
    }

    /// Puts another version in the place of an installed plugin; its settings stay.
    ///
    /// - Parameters:
    ///   - candidate: the plugin as it is now, with permissions that a person has granted.
    ///   - before: the record that these were held against.
    /// - Throws: `HostError` where another process has changed the plugin since.
    package func update(_ candidate: PluginCandidate, over before: PluginRecord) async throws {
        try await locked {
            let name = candidate.manifest.name
            guard try record(name) == before else {
                throw HostError(
                    .invalid,
                    "plugin \(name)",
                    "has just been changed by another process",
                    hint: "try again"
                )
            }
            try await checkBeside(candidate.manifest)
            let record = try PluginRecord(
                source: candidate.source,
                hash: candidate.hash,
                files: candidate.files.hashes,
                told: candidate.told,
                granted: nil,
                settings: before.settings,
                settingsFolder: before.settingsFolder,
                isEnabled: before.isEnabled,
                installed: evaluation.ground.clock.now()
            )
            try place(candidate)
            try enter(record)
            // Who still reads it has read all of it, or begins again.
            sweepCode(of: name, keeping: candidate.hash)
        }
    }

    /// Takes a plugin away, with its files and its settings; what it stored stays.
    ///
    /// - Throws: `HostError` for one that is not there, or is part of the program.
    package func remove(_ name: String) async throws {
        try await locked {
            try refuseBundled(name)
            // Also one whose record cannot be read any more.
            guard PluginManifest.isName(name), access("\(folder)/\(name)/\(Self.recordName)", F_OK) == 0 else {
                throw unknown(name)
            }
            // Without its record it is not installed, whatever becomes of its files.
            try PrivateFile.remove("\(folder)/\(name)/\(Self.recordName)")
            FolderTree.remove("\(folder)/\(name)")
        }
    }

    /// Refuses a plugin of a name that is taken.
    package func refuseTaken(_ name: String) throws(HostError) {
        try refuseBundled(name)
        guard let there = try record(name) else { return }
        throw HostError(
            .invalid,
            "plugin \(name)",
            "is installed already, version \(there.manifest.version) from \(there.source.text)",
            hint: "update it: patchbay plugin update \(name); or take it away first: patchbay plugin remove \(name)"
        )
    }

    private func refuseBundled(_ name: String) throws(HostError) {
        guard BundledPlugins.files(name) != nil else { return }
        throw HostError(
            .invalid,
            "plugin \(name)",
            "is part of patchbay, and stays",
            hint: "it can be switched off: patchbay plugin disable \(name)"
        )
    }

    /// Puts the files of a plugin into their place.
    private func place(_ candidate: PluginCandidate) throws(HostError) {
        let name = candidate.manifest.name
        let place = codeFolder(name, hash: candidate.hash)
        sweepCode(of: name, keeping: try record(name)?.hash)
        // What lies there under this name, and is whole, need not be written again.
        if let files = try? PluginFiles(reading: place, shown: place), files == candidate.files { return }
        FolderTree.remove(place)
        _ = try PrivateFolder.made("\(folder)/\(name)")
        let staged = "\(folder)/\(name)/code/\(StagedName.next())"
        do throws(HostError) {
            try candidate.files.write(to: staged)
            guard rename(staged, place) == 0 else { throw HostError.system(errno, path: place) }
            let codes = try Descriptor.open("\(folder)/\(name)/code", flags: O_RDONLY | O_DIRECTORY, shown: place)
            try StagedFile.synchronise(folder: codes, path: place)
        } catch {
            FolderTree.remove(staged)
            throw error
        }
    }

    /// Removes files of other versions, and what a process left that died while it installed.
    private func sweepCode(of name: String, keeping hash: String?) {
        let codes = "\(folder)/\(name)/code"
        let kept = hash.map { codeFolder(name, hash: $0) }
        for inner in FolderTree.names(codes) where "\(codes)/\(inner)" != kept {
            FolderTree.remove("\(codes)/\(inner)")
        }
    }

    /// An error for a plugin that is not installed.
    package func unknown(_ name: String) -> HostError {
        let known = ((try? installed()) ?? []) + BundledPlugins.names
        return HostError(
            .notFound,
            "plugin \(name)",
            "is not installed",
            hint: NearNames.question(name, among: known) ?? "installed are \(known.joined(separator: ", "))"
        )
    }
}
