import Transfer

/// A file that a call sends: how long it is and how to read it, and what the service is told of it.
///
/// Opened by who made it, so that what may be read is decided there, and read piece by piece as it leaves.
package struct Upload: Sendable {
    /// Fills a buffer from an offset on, and tells how many bytes it wrote; none only at the end.
    ///
    /// Called from the transfer's thread, never twice at once, and from the start again for another try. What it throws
    /// ends the call and is the `cause` of its error.
    package typealias Read = @Sendable (_ offset: Int64, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int

    /// The file's name without its folders.
    package var fileName: String
    /// Bytes.
    package var length: Int64
    package var read: Read

    package init(fileName: String, length: Int64, read: @escaping Read) {
        self.fileName = fileName
        self.length = length
        self.read = read
    }

    /// What its name says that it is.
    var contentType: String { Self.contentType(of: fileName) }

    /// The media type that a file of that name is sent as.
    package static func contentType(of fileName: String) -> String {
        let ending = fileName.lastIndex(of: ".").map { fileName[fileName.index(after: $0)...].lowercased() }
        return ending.flatMap { types[$0] } ?? "application/octet-stream"
    }

    /// The files that the API takes, by the ends of their names.
    private static let types = [
        "wav": "audio/wav", "mp3": "audio/mpeg", "json": "application/json", "csv": "text/csv", "txt": "text/plain",
        "zip": "application/zip", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
    ]

    /// The part of a form that it is.
    func part(named name: String) -> FormPart {
        FormPart(
            name: name,
            contentType: contentType,
            fileName: ForeignText.line(fileName, limit: 255),
            content: .stream(length: length, read: read)
        )
    }
}
