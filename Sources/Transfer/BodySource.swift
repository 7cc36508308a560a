/// A body that is read piece by piece as it leaves, so that it is never in memory twice.
package struct BodySource: Sendable {
    /// Bytes that are announced and sent.
    package var length: Int64
    /// Called on the thread of the transfer, and from the start again when the request is sent again.
    package var read: FormPart.Read

    package init(length: Int64, read: @escaping FormPart.Read) {
        self.length = length
        self.read = read
    }

    /// Bytes that are in memory: libcurl would copy a plain body.
    package init(_ bytes: [UInt8]) {
        self.init(length: Int64(bytes.count)) { offset, buffer in
            let piece = bytes[Int(offset)...].prefix(buffer.count)
            buffer.copyBytes(from: piece)
            return piece.count
        }
    }
}
