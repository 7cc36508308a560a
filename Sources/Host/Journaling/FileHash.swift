import Crypto
import Glibc
import Journal
import Webex

/// The SHA-256 of a file that a run reads, so that a later attempt can tell whether it has changed.
enum FileHash {
    private static let piece = 1 << 20

    /// What a file is now.
    ///
    /// - Throws: `HostError` when it cannot be read.
    static func of(_ path: String) throws(HostError) -> JournalEntry.InputFile {
        let file = ReadingFile(try Descriptor.open(path, flags: O_RDONLY | O_NONBLOCK, shown: path), path: path)
        var hash = SHA256()
        var bytes: Int64 = 0
        while true {
            let next = try file.next(piece)
            if next.isEmpty { break }
            hash.update(data: next)
            bytes += Int64(next.count)
        }
        return JournalEntry.InputFile(path: path, bytes: bytes, sha256: Hexadecimal.text(hash.finalize()))
    }
}
