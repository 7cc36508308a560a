/// Cuts a stream of bytes into frames, whatever pieces it arrives in.
package struct FrameDecoder: Sendable {
    private var buffer: [UInt8] = []
    private var start = 0

    package init() {}

    /// Takes bytes as they came.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole frame, or nil until more has come.
    package mutating func next() throws(WireError) -> Frame? {
        let available = buffer.count - start
        guard available >= Frame.headerLength else { return nil }
        let (length, rawKind, id) = buffer.withUnsafeBytes { bytes in
            (
                Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))),
                bytes[start + 4],
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start + 8, as: UInt64.self))
            )
        }
        guard length <= Frame.longestPayload else { throw .tooLong(length) }
        guard let kind = Frame.Kind(rawValue: rawKind) else { throw .unknownKind(rawKind) }
        guard available >= Frame.headerLength + length else { return nil }
        let from = start + Frame.headerLength
        let frame = Frame(kind: kind, id: id, payload: Array(buffer[from..<from + length]))
        start = from + length
        return frame
    }
}
