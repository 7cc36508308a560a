import Glibc
import Synchronization

/// A file that is read from its start to its end, a chunk at a time.
final class ReadingFile: Sendable {
    private let descriptor: Descriptor
    private let path: String
    private let offset = Mutex<Int64>(0)

    init(_ descriptor: Descriptor, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Up to `size` bytes; fewer only before the end, none at the end.
    func next(_ size: Int) throws(HostError) -> [UInt8] {
        let answer = offset.withLock { offset -> Result<[UInt8], HostError> in
            var failure: Int32?
            let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                while count < size {
                    guard let start = buffer.baseAddress else { break }
                    let got = pread(descriptor.number, start + count, size - count, off_t(offset) + count)
                    if got < 0, errno == EINTR { continue }
                    if got < 0 { failure = errno }
                    guard got > 0 else { break }
                    count += got
                }
            }
            if let failure { return .failure(HostError.system(failure, path: path)) }
            offset += Int64(bytes.count)
            return .success(bytes)
        }
        return try answer.get()
    }
}
