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

    /// Bytes that files beneath a folder take up on the disk; no more are counted than tell that it is too large.
    static func size(_ path: String, upTo most: Int64) -> Int64 {
        var size: Int64 = 0
        for name in names(path) where size <= most {
            var status = stat()
            let inner = "\(path)/\(name)"
            guard lstat(inner, &status) == 0 else { continue }
            // Each entry takes up something, or a million empty ones would be nothing.
            size += max(Int64(status.st_blocks) * 512, 1024)
            if FileStatus.kind(of: status) == .folder, status.st_mode & S_IFMT == S_IFDIR {
                size += Self.size(inner, upTo: most - size)
            }
        }
        return size
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
