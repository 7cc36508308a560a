import Glibc
import Wire

/// The worker's end of the socket to its host: frames out, frames in, on the one thread there is.
///
/// The host reads all the time, so a write may block without harm. When the host is gone the worker ends: it has nobody
/// to work for.
final class Connection {
    private let descriptor: Int32
    private var decoder = FrameDecoder()
    private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    /// What goes out with the next `flush`.
    var outgoing = PayloadWriter()

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { chunk.deallocate() }

    /// Writes out all that was said.
    func flush() {
        let bytes = outgoing.bytes
        guard !bytes.isEmpty else { return }
        bytes.withUnsafeBytes { raw in
            var sent = 0
            while sent < raw.count {
                let count = write(descriptor, raw.baseAddress?.advanced(by: sent), raw.count - sent)
                if count > 0 {
                    sent += count
                } else if errno != EINTR {
                    exit(0)
                }
            }
        }
        outgoing.removeFirst(bytes.count)
    }

    /// Waits for bytes and gives the frames that are whole; none when a signal came.
    func receive() throws(WireError) -> [Frame] {
        let count = read(descriptor, chunk.baseAddress, chunk.count)
        if count == 0 { exit(0) }
        if count < 0 {
            if errno == EINTR { return [] }
            exit(0)
        }
        decoder.append(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
        var frames: [Frame] = []
        while let frame = try decoder.next() { frames.append(frame) }
        return frames
    }
}
