import Glibc

/// A folder that a person named, for a verb to write files in.
package struct WorkFolder: Sendable {
    /// As it was typed.
    private let path: String
    private let grants: Grants

    /// Takes a folder; it is made when the first file is written.
    ///
    /// - Throws: `HostError` for what is no path.
    package init(_ path: String, currentFolder: String) throws(HostError) {
        self.path = path
        let grant = try PathGrant(path, .write, .folder, origin: .typed, currentFolder: currentFolder)
        grants = Grants([grant], currentFolder: currentFolder, forbidden: [])
    }

    /// The path of a file in it as messages show it.
    package func shown(_ name: String) -> String {
        path == "." ? name : path.hasSuffix("/") ? path + name : path + "/" + name
    }

    /// The text of a file in it; nil when there is none.
    ///
    /// - Throws: `HostError` for one that is no file, no text, or cannot be read.
    package func text(_ name: String) throws(HostError) -> String? {
        let shown = shown(name)
        let file: Descriptor
        do throws(HostError) { file = try grants.openForReading(shown) } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
        let bytes = try ReadingFile(file, path: shown).next(1 << 20)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw HostError(.invalid, shown, "is no text")
        }
        return text
    }

    /// Writes a file, whole or not at all; what was there is replaced.
    package func write(_ name: String, _ text: String) throws(HostError) {
        let file = try grants.stage(shown(name))
        try file.write(Array(text.utf8))
        try file.commit()
    }

    /// Writes a file unless there is one.
    ///
    /// - Throws: `HostError` of kind `invalid` when there is something of that name, which stays as it is.
    package func writeNew(_ name: String, _ text: String, hint: String) throws(HostError) {
        let shown = shown(name)
        guard try grants.status(shown) == nil else {
            throw HostError(.invalid, shown, "is there already, and stays as it is", hint: hint)
        }
        let file = try grants.stage(shown)
        try file.write(Array(text.utf8))
        try file.commitIfFree()
    }
}
