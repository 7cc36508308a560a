import Glibc

/// A plugin that is to be looked through: where it lies, and what was installed of it.
package struct PluginPlace: Sendable {
    /// Its folder, absolute; nil for one that is part of the program.
    package let folder: String?
    /// What messages call it.
    package let shown: String
    package let files: PluginFiles
    /// What was installed; nil for a folder, and what is part of the program.
    package let record: PluginRecord?
    /// Whether there is a folder of that name in the current one, which was not looked at.
    package let hasNamesake: Bool

    /// Finds what a person named: an installed plugin by its name, or a folder with a `plugin.lua`.
    ///
    /// - Parameters:
    ///   - word: as it was typed.
    ///   - store: the plugins that are installed.
    ///   - currentFolder: what a path is seen from.
    /// - Throws: `HostError` where it is neither.
    package init(_ word: String, in store: PluginStore, currentFolder: String) throws(HostError) {
        let path = try PathText.absolute(word, in: currentFolder)
        let isThere = access("\(path)/\(PluginCode.entry)", F_OK) == 0
        // A name is that of what is installed, which messages have people look at, whatever lies in the current folder.
        if let bundled = BundledPlugins.files(word) {
            (folder, shown, record, files) = (nil, word, nil, bundled)
            hasNamesake = isThere
        } else if let record = try store.record(word) {
            hasNamesake = isThere
            let place = store.codeFolder(word, hash: record.hash)
            (folder, shown, self.record) = (place, word, record)
            files = try PluginFiles(reading: place, shown: word)
        } else if isThere {
            (folder, shown, record, hasNamesake) = (path, word, nil, false)
            files = try PluginFiles(reading: path, shown: word)
        } else if word.contains("/") || access(path, F_OK) == 0 {
            throw HostError(
                .notFound,
                word,
                "there is no \(PluginCode.entry) in it, so it is no plugin",
                hint: "lay one out with patchbay plugin new NAME"
            )
        } else {
            throw store.unknown(word)
        }
    }

    /// What is not as it was installed: a line for each file.
    package var changes: [String] {
        guard let record else { return [] }
        let now = files.hashes
        let changed = record.files.keys.filter { name in now[name].map { $0 != record.files[name] } ?? false }
        let lines =
            changed.map { "\($0) has changed since it was installed" }
            + record.files.keys.filter { now[$0] == nil }.map { "\($0) is gone since it was installed" }
            + now.keys.filter { record.files[$0] == nil }.map { "\($0) has come since it was installed" }
        return lines.sorted()
    }
}
