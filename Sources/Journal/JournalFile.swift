import Glibc

/// The file that a database was opened as: what lies at its path may later be another, or none.
struct JournalFile: Sendable {
    private let path: String
    private let device: dev_t
    private let inode: ino_t

    /// The file that lies at a path now; nil where there is none.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.path = path
        device = status.st_dev
        inode = status.st_ino
    }

    /// Refuses where something else lies at the path by now: what is written to a file without a name is lost.
    ///
    /// - Throws: `JournalError` of kind `unavailable`.
    func check() throws(JournalError) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_dev == device, status.st_ino == inode else {
            throw JournalError.moved(file: path)
        }
    }

    /// Leaves a database, and what lies beside it, to its owner alone; it was made by a build that did not.
    ///
    /// What is somebody else's cannot be changed, and is not.
    static func makePrivate(_ path: String) {
        for file in [path, path + "-wal", path + "-shm"] {
            var status = stat()
            guard stat(file, &status) == 0, status.st_mode & 0o077 != 0 else { continue }
            chmod(file, status.st_mode & 0o700)
        }
    }
}
