import Crypto
import Dispatch
import Synchronization
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

/// The hash of what really left of a file, which somebody may change while it is sent.
final class SentHash: Sendable {
    private let state = Mutex<(hash: SHA256, end: Int64, isWhole: Bool)>((SHA256(), 0, true))

    /// The same file, whose pieces are hashed as they leave; another try begins anew.
    func following(_ upload: Upload) -> Upload {
        Upload(fileName: upload.fileName, length: upload.length) { offset, buffer in
            let count = try upload.read(offset, buffer)
            self.state.withLock { state in
                if offset == 0 { state = (SHA256(), 0, true) }
                guard offset == state.end else {
                    state.isWhole = false
                    return
                }
                state.hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                state.end += Int64(count)
            }
            return count
        }
    }

    /// The hash of all that was read; nil where it was not read in order.
    var digits: String? { state.withLock { $0.isWhole ? Hexadecimal.text($0.hash.finalize()) : nil } }
}
