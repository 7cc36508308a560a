import Glibc

extension HostError {
    /// Says what the system's error number means for a path.
    ///
    /// - Parameters:
    ///   - code: the `errno` of the call that failed.
    ///   - path: the path as it is shown to the person.
    ///   - folder: a descriptor on the same file system, asked for its free space when that has run out.
    /// - Returns: the error to throw.
    package static func system(_ code: Int32, path: String, folder: Int32? = nil) -> HostError {
        switch code {
        case ENOSPC, EDQUOT, EFBIG:
            return full(code, path: path, folder: folder)
        case ENOENT:
            return HostError(.notFound, path, "there is no such file or folder")
        case ENOTDIR:
            return HostError(.invalid, path, "a part of the path is a file, not a folder")
        case EISDIR:
            return HostError(.invalid, path, "is a folder, not a file")
        case ENAMETOOLONG:
            return HostError(.invalid, path, "the name is longer than the file system allows")
        case ELOOP:
            return HostError(.invalid, path, "symbolic links lead in a circle")
        case EXDEV:
            return HostError(
                .denied,
                path,
                "the path leads out of the folder that was granted",
                hint: "name the real path as an argument to grant it"
            )
        case EACCES, EPERM, EROFS:
            return HostError(.unavailable, path, text(code), hint: "check its owner and mode")
        case ENOSYS:
            return HostError(
                .unavailable,
                path,
                "the kernel cannot confine paths (openat2)",
                hint: "Linux 5.6 or newer is needed"
            )
        default:
            return HostError(.unavailable, path, text(code))
        }
    }

    private static func full(_ code: Int32, path: String, folder: Int32?) -> HostError {
        if code == EFBIG {
            return HostError(
                .full,
                path,
                "the file would be larger than is allowed",
                hint: "raise the limit on file size (ulimit -f)"
            )
        }
        if code == EDQUOT {
            return HostError(.full, path, "the disk quota is used up", hint: "free some space and run it again")
        }
        var status = statvfs()
        guard let folder, fstatvfs(folder, &status) == 0 else {
            return HostError(.full, path, "no space is left on the disk", hint: "free some space and run it again")
        }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize) / 1024
        return HostError(
            .full,
            path,
            "no space is left on the disk (\(free) KiB free)",
            hint: "free some space and run it again"
        )
    }

    private static func text(_ code: Int32) -> String {
        // strerror's own words begin with a capital: "Permission denied".
        let words = String(cString: strerror(code))
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}
