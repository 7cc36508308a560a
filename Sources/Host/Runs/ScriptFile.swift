import Catalog
import Glibc

/// A script as a person named it: its text, and the folder that its modules are read from.
package struct ScriptFile: Sendable {
    /// As it was typed.
    package let path: String
    /// The name in messages: the last part of the path.
    package let name: String
    /// Absolute path of its folder.
    package let folder: String
    package let source: [UInt8]

    /// Bytes that a script may have.
    private static let longest = 16 << 20

    /// Reads a script.
    ///
    /// - Throws: `HostError` of kind `notFound` with the near names of the folder, or `invalid` for what is no text.
    package init(_ path: String, currentFolder: String) throws(HostError) {
        let absolute = try PathText.absolute(path, in: currentFolder)
        let (folder, name) = PathText.split(absolute)
        let file: Descriptor
        do {
            file = try Descriptor.open(absolute, flags: O_RDONLY | O_NONBLOCK, shown: path)
        } catch {
            guard error.kind == .notFound else { throw error }
            throw HostError(.notFound, path, "there is no such script", hint: Self.nearNames(name, in: folder))
        }
        let kind = FileStatus.kind(of: try file.status(shown: path))
        guard kind == .file else {
            let hint = kind == .folder ? "name a .lua file in it" : "keep the script in a file"
            throw HostError(.invalid, path, "is a \(kind.rawValue), not a script", hint: hint)
        }
        try self.init(file, path: path, name: name, folder: folder)
    }

    /// One of Patchbay's own, which has no text here: it is in the worker.
    ///
    /// `folder` is what it may read in: an absolute path.
    package init(_ own: OwnScript, folder: String) {
        path = own.verb
        name = own.verb
        self.folder = folder
        source = []
    }

    /// Reads a script that is open.
    ///
    /// - Throws: `HostError` of kind `invalid` for what is no text.
    init(_ file: Descriptor, path: String, name: String, folder: String) throws(HostError) {
        self.path = path
        self.name = name
        self.folder = folder
        source = try ReadingFile(file, path: path).next(Self.longest + 1)
        guard source.count <= Self.longest else {
            throw HostError(.invalid, path, "is longer than the \(SizeText.shown(Int64(Self.longest))) of a script")
        }
        guard !source.starts(with: [0x1B]) else {
            throw HostError(.invalid, path, "is compiled Lua", hint: "give the script as text")
        }
    }

    /// A line of the text, counted from 1; nil beyond its end.
    package func line(_ number: Int) -> String? {
        let lines = source.split(separator: UInt8(ascii: "\n"), maxSplits: number, omittingEmptySubsequences: false)
        guard number >= 1, number <= lines.count else { return nil }
        return String(decoding: lines[number - 1], as: UTF8.self)
    }

    /// The comment that the script begins with, without its dashes: what it says of itself without being run.
    package var leadingComment: String {
        let lines = String(decoding: source, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.drop { $0.hasPrefix("#!") }.prefix { $0.hasPrefix("--") }.map { line in
            let text = line.dropFirst(2)
            return String(text.hasPrefix(" ") ? text.dropFirst() : text)
        }.joined(separator: "\n")
    }

    private static func nearNames(_ name: String, in folder: String) -> String? {
        guard let open = try? Descriptor.open(folder, flags: O_RDONLY | O_DIRECTORY, shown: folder),
            let entries = try? FolderEntry.read(open, shown: folder)
        else { return "there is no folder \(folder)" }
        let scripts = entries.map(\.name).filter { $0.hasSuffix(".lua") }
        if let question = NearNames.question(name, among: scripts) { return question }
        return scripts.isEmpty ? nil : "there are " + scripts.prefix(8).joined(separator: ", ")
    }
}
