import Glibc

/// All of a file that a change of it changes, so that it need not be read to know of one.
struct FileMark: Equatable {
    private let facts: [Int]

    /// Looks at a file, which need not be there.
    init(_ path: String) {
        var status = stat()
        facts =
            stat(path, &status) == 0
            ? [
                Int(status.st_ino), status.st_size, Int(status.st_mode), status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
                status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
            ] : []
    }
}
