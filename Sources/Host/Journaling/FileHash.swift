import Crypto
import Glibc
import Journal
import Webex

/// What a file is that a run reads, so that a later attempt can tell whether it has changed.
enum FileHash {
    private static let piece = 1 << 20

    /// What a file is now, its content aside; nil for what is no file.
    ///
    /// - Throws: `HostError` when there is none, or nobody says.
    static func stamp(_ path: String) throws(HostError) -> JournalEntry.InputFile? {
        var status = stat()
        guard stat(path, &status) == 0 else { throw HostError.system(errno, path: path) }
        return FileStatus.kind(of: status) == .file ? input(path, status) : nil
    }

    /// What a file is now, with the SHA-256 of its content.
    ///
    /// - Parameters:
    ///   - path: where it lies.
    ///   - isWanted: asked while it is read; once it is not, the hash is left out.
    /// - Returns: size and time as they were before it was read.
    /// - Throws: `HostError` when it cannot be read.
    static func of(
        _ path: String,
        while isWanted: () -> Bool = { true }
    ) throws(HostError) -> JournalEntry.InputFile {
        let descriptor = try Descriptor.open(path, flags: O_RDONLY | O_NONBLOCK, shown: path)
        var input = input(path, try descriptor.status(shown: path))
        let file = ReadingFile(descriptor, path: path)
        var hash = SHA256()
        while isWanted() {
            let next = try file.next(piece)
            if next.isEmpty {
                input.sha256 = Hexadecimal.text(hash.finalize())
                break
            }
            hash.update(data: next)
        }
        return input
    }

    private static func input(_ path: String, _ status: stat) -> JournalEntry.InputFile {
        let modified = Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000
        return JournalEntry.InputFile(path: path, bytes: Int64(status.st_size), modified: modified)
    }
}
