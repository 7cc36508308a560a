import Glibc

/// What lies under a path.
package struct FileStatus: Sendable, Equatable {
    /// The raw value completes the sentence "is a …".
    package enum Kind: String, Sendable {
        case file
        case folder
        case device
        case pipe
        case other = "special file"
    }

    package let kind: Kind
    /// Length of a file; a folder's means nothing.
    package let bytes: Int64
    /// When it was last changed, in milliseconds since 1970.
    package let modified: Int64

    init(_ status: stat) {
        kind = Self.kind(of: status)
        bytes = Int64(status.st_size)
        modified = Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000
    }

    /// What a plan has put there.
    init(_ kind: Kind, bytes: Int64 = 0, modified: Int64 = 0) {
        self.kind = kind
        self.bytes = bytes
        self.modified = modified
    }

    static func kind(of status: stat) -> Kind {
        switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFCHR, S_IFBLK: .device
        case S_IFIFO: .pipe
        default: .other
        }
    }
}

/// What makes a file itself, whatever its name.
struct FileIdentity: Hashable {
    let device: UInt64
    let node: UInt64

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        node = UInt64(status.st_ino)
    }

    /// Whether it has a name at or beneath a path; links are not followed.
    func lies(beneath path: String) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else { return false }
        guard FileStatus.kind(of: status) == .folder else { return FileIdentity(status) == self }
        guard let folder = try? Descriptor.open(path, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW, shown: path),
            let entries = try? FolderEntry.read(folder, shown: path)
        else { return false }
        return entries.contains { lies(beneath: path + "/" + $0.name) }
    }
}
