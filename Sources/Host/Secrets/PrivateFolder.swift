import Glibc

/// A folder of Patchbay's own that nobody but its user may look into, and the files in it.
///
/// The folder may be reached by links: what it is found to be is checked. Its files may not be links: a person has no
/// cause to arrange anything in there, and what a link leads to would lie in a folder that nobody checked.
struct PrivateFolder: Sendable {
    private let folder: Descriptor
    private let path: String

    private init(opening path: String) throws(HostError) {
        folder = try Descriptor.open(path, flags: O_RDONLY | O_DIRECTORY, shown: path)
        self.path = path
        try Privacy.check(try folder.status(shown: path), path: path)
    }

    /// The folder; nil when there is none.
    ///
    /// - Throws: `HostError` when it is not its user's alone.
    static func existing(_ path: String) throws(HostError) -> PrivateFolder? {
        do throws(HostError) {
            return try PrivateFolder(opening: path)
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
    }

    /// The folder, made with those above it when there is none.
    static func made(_ path: String) throws(HostError) -> PrivateFolder {
        try HomeFolders.make(path)
        return try PrivateFolder(opening: path)
    }

    /// The content of a file; nil when there is none.
    func read(_ name: String) throws(HostError) -> [UInt8]? {
        do throws(HostError) {
            return try PrivateFile.content(of: open(name, flags: O_RDONLY), path: path(of: name))
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
    }

    /// Opens a file, and refuses one that is not its user's alone.
    func open(_ name: String, flags: Int32) throws(HostError) -> Descriptor {
        let path = path(of: name)
        let number = openat(folder.number, name, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, mode_t(0o600))
        guard number >= 0 else {
            guard errno == ELOOP else { throw HostError.system(errno, path: path, folder: folder.number) }
            throw HostError(.denied, path, "is a symbolic link", hint: "put the file itself in its place")
        }
        let file = Descriptor(owning: number)
        let status = try file.status(shown: path)
        guard FileStatus.kind(of: status) == .file else {
            let kind = FileStatus.kind(of: status).rawValue
            throw HostError(.invalid, path, "is a \(kind), not a file", hint: "move it out of this folder")
        }
        try Privacy.check(status, path: path)
        return file
    }

    /// Replaces a file at once and durably; it is then for the user alone.
    func replace(_ name: String, _ bytes: [UInt8]) throws(HostError) {
        StagedName.sweep(folder)
        let file = try StagedFile(in: folder, name: name, path: path(of: name), mode: 0o600)
        try file.write(bytes)
        try file.commit()
    }

    private func path(of name: String) -> String { path + "/" + name }
}
