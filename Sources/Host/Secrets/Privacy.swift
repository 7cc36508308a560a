import Glibc

/// Whether a file or a folder is its user's alone.
enum Privacy {
    /// Refuses what belongs to somebody else, or what others may look into or change.
    ///
    /// Root is somebody else too: a file of root's in a user's folder was put there by a slip that is worth a look.
    /// - Parameters:
    ///   - status: of the open file or folder, so that what is checked is what is then read.
    ///   - path: as messages show it.
    /// - Throws: `HostError` of kind `denied` with the command that mends it.
    static func check(_ status: stat, path: String) throws(HostError) {
        try checkOwner(status, path: path)
        guard status.st_mode & 0o077 == 0 else {
            let mode = FileStatus.kind(of: status) == .folder ? "700" : "600"
            throw HostError(
                .denied,
                path,
                "is open to other users (mode \(shown(status)))",
                hint: "close it to them: chmod \(mode) \(ShellWord.quoted(path))"
            )
        }
    }

    /// Refuses what somebody other than its user and root may change; all may read it.
    ///
    /// In a folder that only lets everybody change their own files, as `/tmp` does, that is no other's.
    static func checkUnchangeable(_ status: stat, path: String) throws(HostError) {
        if status.st_uid != 0 { try checkOwner(status, path: path) }
        let isSticky = FileStatus.kind(of: status) == .folder && status.st_mode & S_ISVTX != 0
        guard status.st_mode & 0o022 == 0 || isSticky else {
            throw HostError(
                .denied,
                path,
                "may be changed by other users (mode \(shown(status))), who could have secrets sent elsewhere",
                hint: "keep them from it: chmod go-w \(ShellWord.quoted(path))"
            )
        }
    }

    /// Refuses what belongs to somebody else.
    static func checkOwner(_ status: stat, path: String) throws(HostError) {
        guard status.st_uid == geteuid() else {
            throw HostError(
                .denied,
                path,
                "belongs to another user (\(status.st_uid); this is \(geteuid()))",
                hint: "run patchbay as that user, or make it yours: chown \(geteuid()) \(ShellWord.quoted(path))"
            )
        }
    }

    /// The permissions as `chmod` takes them.
    static func shown(_ status: stat) -> String { String(status.st_mode & 0o7777, radix: 8) }
}
