import Glibc

/// The lines of a file, one after the other, with the place where each stands.
struct RecordingLines {
    private let file: Descriptor
    private let path: String
    private var buffer: [UInt8] = []
    private var start = 0
    private var searched = 0
    private var offset: off_t = 0
    private var hasEnded = false

    private static let piece = 1 << 20
    /// Bytes of a line; the longest frame of a worker, written out, is shorter.
    private static let longest = 256 << 20

    init(_ file: Descriptor, path: String) {
        self.file = file
        self.path = path
    }

    /// The next line without its break, and whether it had one; nil at the end.
    mutating func next() throws(HostError) -> (place: Int64, bytes: [UInt8], isWhole: Bool)? {
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { (start, searched) = (end + 1, end + 1) }
                return (place, Array(buffer[start..<end]), true)
            }
            searched = buffer.count
            guard !hasEnded, buffer.count - start <= Self.longest else {
                defer { (start, searched) = (buffer.count, buffer.count) }
                return start == buffer.count ? nil : (place, Array(buffer[start...]), false)
            }
            try fill()
        }
    }

    /// Where the line stands that begins at `start`.
    private var place: Int64 { Int64(offset) - Int64(buffer.count - start) }

    private mutating func fill() throws(HostError) {
        buffer.removeFirst(start)
        searched -= start
        start = 0
        let more = try Self.bytes(of: file, at: Int64(offset), count: Self.piece, path: path)
        hasEnded = more.isEmpty
        offset += off_t(more.count)
        buffer += more
    }

    /// Bytes of a file from a place on; fewer at its end.
    static func bytes(of file: Descriptor, at place: Int64, count: Int, path: String) throws(HostError) -> [UInt8] {
        var failure: Int32?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count, let base = buffer.baseAddress {
                let got = pread(file.number, base + filled, count - filled, off_t(place) + off_t(filled))
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                guard got > 0 else { break }
                filled += got
            }
        }
        if let failure { throw HostError.system(failure, path: path) }
        return bytes
    }
}
