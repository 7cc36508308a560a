import Glibc

/// Files of Patchbay's own, replaced as a whole.
package enum PrivateFile {
    /// The largest that is read: far above any that Patchbay writes.
    private static let limit = 4 * 1024 * 1024

    /// The content of a file that nobody else may change or put another in the place of; nil when there is none.
    package static func read(_ path: String) throws(HostError) -> [UInt8]? {
        try checkFolder(PathText.split(path).folder)
        let file: Descriptor
        do throws(HostError) {
            file = try Descriptor.open(path, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY, shown: path)
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
        if let place = file.realPath, place != path { try checkFolder(PathText.split(place).folder) }
        try Privacy.checkUnchangeable(try file.status(shown: path), path: path)
        return try content(of: file, path: path)
    }

    /// The names in a folder that nobody else may change, ordered by their bytes; nil when there is no such folder.
    package static func names(in path: String) throws(HostError) -> [String]? {
        let folder: Descriptor
        do throws(HostError) {
            folder = try Descriptor.open(path, flags: O_RDONLY | O_DIRECTORY, shown: path)
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
        try Privacy.checkUnchangeable(try folder.status(shown: path), path: path)
        return try FolderEntry.read(folder, shown: path).map(\.name)
    }

    private static func checkFolder(_ path: String) throws(HostError) {
        var status = stat()
        // What cannot be asked for cannot be opened either, which says why.
        guard stat(path, &status) == 0 else { return }
        try Privacy.checkUnchangeable(status, path: path)
    }

    /// The content of an open file that is not larger than any that Patchbay writes.
    static func content(of file: Descriptor, path: String) throws(HostError) -> [UInt8] {
        guard FileStatus.kind(of: try file.status(shown: path)) == .file else {
            throw HostError(.invalid, path, "is no regular file")
        }
        let bytes = try ReadingFile(file, path: path).next(limit + 1)
        guard bytes.count <= limit else { throw HostError(.invalid, path, "is larger than 4 MiB") }
        return bytes
    }

    /// Replaces a file at once and durably; makes its folder, for the user alone.
    ///
    /// Links are followed.
    package static func replace(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(HostError) {
        try HomeFolders.make(PathText.split(path).folder)
        // A configuration may be a link into a folder that is kept elsewhere: what it points at is replaced.
        let (folderPath, name) = PathText.split(RealPath.resolve(path))
        let folder = try Descriptor.open(folderPath, flags: O_RDONLY | O_DIRECTORY, shown: path)
        StagedName.sweep(folder)
        let file = try StagedFile(in: folder, name: name, path: path, mode: mode)
        try file.write(bytes)
        try file.commit()
    }

    /// Removes a file durably; without effect when there is none.
    package static func remove(_ path: String) throws(HostError) {
        guard unlink(path) == 0 else {
            guard errno == ENOENT else { throw HostError.system(errno, path: path) }
            return
        }
        let folder = try Descriptor.open(PathText.split(path).folder, flags: O_RDONLY | O_DIRECTORY, shown: path)
        try StagedFile.synchronise(folder: folder, path: path)
    }

    /// Holds other processes off who change files of the same folder in the same way, while `body` runs.
    package static func locked<Value>(
        folder path: String,
        _ body: () throws(HostError) -> Value
    ) throws(HostError) -> Value {
        try HomeFolders.make(path)
        let folder = try Descriptor.open(path, flags: O_RDONLY | O_DIRECTORY, shown: path)
        while flock(folder.number, LOCK_EX) != 0 {
            guard errno == EINTR else { throw HostError.system(errno, path: path) }
        }
        defer { flock(folder.number, LOCK_UN) }
        return try body()
    }
}
