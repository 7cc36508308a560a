import Glibc
import JSON
import Webex

/// The plugins that are installed: each a folder of its own, with its files and a record of what was granted.
///
///     plugins/NAME/plugin.json       the record; a plugin is installed when it is there
///     plugins/NAME/code/HASH/…       the files as they were looked at
///
/// The record is replaced at once, and names the files by their hash, so that whoever reads it finds a plugin as it was
/// before a change or as it is after it, and a process that dies in between leaves the former.
package struct PluginStore: Sendable {
    /// Where they lie.
    let folder: String
    /// Where manifests of bundled plugins are kept once they were evaluated.
    let cache: String
    let rules: PluginRules
    let evaluation: PluginEvaluation

    static let recordName = "plugin.json"
    /// Switches off a plugin whose record cannot be read, and so not written either.
    static let offName = "off"

    /// - Parameters:
    ///   - homes: where Patchbay keeps what is its own.
    ///   - rules: what a manifest must keep.
    ///   - ground: what the worker of a manifest stands on; no org is asked.
    package init(_ homes: HomeFolders, rules: PluginRules, ground: Run.Ground) {
        folder = homes.pluginFolder
        cache = homes.cache + "/plugins"
        self.rules = rules
        evaluation = PluginEvaluation(ground: ground)
    }

    /// The record of a plugin that is installed; nil where none of that name is.
    ///
    /// - Throws: `HostError` for a record that cannot be read.
    package func record(_ name: String) throws(HostError) -> PluginRecord? {
        guard PluginManifest.isName(name) else { return nil }
        let path = "\(folder)/\(name)/\(Self.recordName)"
        guard let bytes = try PrivateFolder.existing("\(folder)/\(name)")?.read(Self.recordName) else { return nil }
        return try PluginRecord(reading: bytes, path: path)
    }

    /// The names of the plugins that are installed, sorted; those that are part of the program left out.
    package func installed() throws(HostError) -> [String] {
        let open: Descriptor
        do throws(HostError) {
            open = try Descriptor.open(folder, flags: O_RDONLY | O_DIRECTORY, shown: folder)
        } catch {
            guard error.kind == .notFound else { throw error }
            return []
        }
        return try FolderEntry.read(open, shown: folder).filter { entry in
            guard entry.isFolder, PluginManifest.isName(entry.name), BundledPlugins.files(entry.name) == nil else {
                return false
            }
            // What cannot be looked at may be asked before changes: it is there, and then refused.
            return access("\(folder)/\(entry.name)/\(Self.recordName)", F_OK) == 0 || errno != ENOENT
        }.map(\.name)
    }

    /// Where the files of a plugin with that hash lie.
    func codeFolder(_ name: String, hash: String) -> String { "\(folder)/\(name)/code/\(hash.prefix(32))" }

    /// The files of an installed plugin, held against the hash that they had when they were looked at.
    ///
    /// - Throws: `HostError` where they have changed since.
    func files(_ name: String, _ record: PluginRecord) throws(HostError) -> PluginFiles {
        let place = codeFolder(name, hash: record.hash)
        let files: PluginFiles
        do throws(HostError) { files = try PluginFiles(reading: place, shown: place) } catch {
            throw HostError(
                error.kind,
                "plugin \(name)",
                "cannot be read: \(error.description)",
                hint: Self.wayOut(name)
            )
        }
        guard files.hash == record.hash else {
            throw HostError(
                .invalid,
                "plugin \(name)",
                "has changed on disk since it was installed",
                hint: Self.wayOut(name)
            )
        }
        return files
    }

    private static func wayOut(_ name: String) -> String {
        "look at it: patchbay plugin check \(name); take it as its source has it: patchbay plugin update \(name)"
    }

    /// Enters a record, in place of the one before.
    func enter(_ record: PluginRecord) throws(HostError) {
        try enter(record.json, of: record.manifest.name)
    }

    /// Enters what is kept of a plugin, in place of what was before.
    func enter(_ json: JSONValue, of name: String) throws(HostError) {
        try PrivateFolder.made("\(folder)/\(name)").replace(Self.recordName, json.pretty())
    }

    /// Holds other processes off that change what is installed, while `body` runs.
    func locked<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        let lock = LockFile(path: "\(folder)/plugins.lock", subject: "the plugins", clock: evaluation.ground.clock)
        let hold = try await lock.hold()
        defer { hold.release() }
        return try await body()
    }
}
