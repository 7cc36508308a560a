import Glibc

/// Folders of Patchbay's own, taken away with all that lies in them.
enum FolderTree {
    /// All names in a folder, those of files under way included; none where there is no such folder.
    static func names(_ folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = FolderEntry.name(of: entry)
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Removes a folder; links in it are removed, not followed.
    ///
    /// Best effort: what cannot be removed stays.
    static func remove(_ path: String) {
        guard unlink(path) != 0 else { return }
        var status = stat()
        guard lstat(path, &status) == 0, FileStatus.kind(of: status) == .folder else { return }
        // Of what was unpacked a folder may be closed to its owner.
        chmod(path, 0o700)
        for name in names(path) { remove("\(path)/\(name)") }
        rmdir(path)
    }
}
