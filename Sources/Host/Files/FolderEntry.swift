import Glibc

/// One name in a folder.
package struct FolderEntry: Sendable, Equatable {
    package let name: String
    /// Links are not followed: a link to a folder is none.
    package let isFolder: Bool

    /// All names in an open folder but `.`, `..` and files that are still being written, ordered by their bytes.
    static func read(_ folder: Descriptor, shown: String) throws(HostError) -> [FolderEntry] {
        // A descriptor of its own: reading moves the position, and closing the stream closes its descriptor.
        let again = openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard again >= 0, let stream = fdopendir(again) else { throw HostError.system(errno, path: shown) }
        defer { closedir(stream) }
        var entries: [FolderEntry] = []
        while let entry = readdir(stream) {
            let name = name(of: entry)
            guard name != ".", name != "..", !StagedName.matches(name) else { continue }
            entries.append(FolderEntry(name: name, isFolder: isFolder(name, entry.pointee.d_type, in: folder)))
        }
        return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// The name in what `readdir` returned.
    static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        withUnsafePointer(to: &entry.pointee.d_name) { field in
            field.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
        }
    }

    private static func isFolder(_ name: String, _ type: UInt8, in folder: Descriptor) -> Bool {
        guard Int(type) == DT_UNKNOWN else { return Int(type) == DT_DIR }
        // Some file systems do not say the kind of an entry while listing.
        var status = stat()
        guard fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return false }
        return FileStatus.kind(of: status) == .folder
    }
}
