/// One part of a `multipart/form-data` body.
package struct FormPart: Sendable {
    /// Fills a buffer from an offset on: how many bytes it wrote, none only where there are no more.
    ///
    /// Called on the thread of the transfer, and again from the start when the request is sent again.
    package typealias Read = @Sendable (_ offset: Int64, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int

    /// What the part holds.
    package enum Content: Sendable {
        case bytes([UInt8])
        /// So many bytes, read piece by piece as they leave, so that no file is ever whole in memory.
        case stream(length: Int64, read: Read)
    }

    /// The field's name.
    package var name: String
    /// What its `Content-Type` says.
    package var contentType: String
    /// The file's name as the other side is told it; nil for what is no file.
    package var fileName: String?
    package var content: Content

    package init(name: String, contentType: String, fileName: String? = nil, content: Content) {
        self.name = name
        self.contentType = contentType
        self.fileName = fileName
        self.content = content
    }
}
