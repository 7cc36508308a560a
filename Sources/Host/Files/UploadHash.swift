import Crypto
import Dispatch
import Webex

extension Upload {
    private static let piece = 1 << 18

    /// The SHA-256 of the file as it is now, by which a later attempt can tell whether it would send the same.
    ///
    /// - Throws: what reading it throws.
    func sha256() async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            // Files may be slow, and other tasks of the run need the thread.
            DispatchQueue.global().async { continuation.resume(with: Result { try hashed() }) }
        }
    }

    private func hashed() throws -> String {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.piece, alignment: 1)
        defer { buffer.deallocate() }
        var hash = SHA256()
        var offset: Int64 = 0
        while case let count = try read(offset, buffer), count > 0 {
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            offset += Int64(count)
        }
        return Hexadecimal.text(hash.finalize())
    }
}
