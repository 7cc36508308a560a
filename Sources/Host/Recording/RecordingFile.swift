import Glibc

/// A recording on its way to its file, which stands under its name when it is whole.
///
/// Not for several threads at once: its owner sees to that.
struct RecordingFile {
    private var writer: StagedWriter
    private var failure: HostError?

    /// Begins a file at a path that a person named.
    ///
    /// - Throws: `HostError` where it cannot be written, or something stands there that is no recording.
    init(_ path: String, currentFolder: String) throws(HostError) {
        let grant = try PathGrant(path, .write, .file, origin: .typed, currentFolder: currentFolder)
        try Self.refuseOther(path, currentFolder: currentFolder)
        let grants = Grants([grant], currentFolder: currentFolder, forbidden: [])
        // It has all that the service said: for nobody else's eyes.
        writer = StagedWriter(try grants.stage(path, mode: 0o600))
    }

    /// A recording is replaced by the next one, and a file without anything in it; all else is somebody's.
    private static func refuseOther(_ path: String, currentFolder: String) throws(HostError) {
        let absolute = try PathText.absolute(path, in: currentFolder)
        let file: Descriptor
        do throws(HostError) {
            file = try Descriptor.open(absolute, flags: O_RDONLY | O_NONBLOCK, shown: path)
        } catch {
            guard error.kind == .notFound else { throw error }
            return
        }
        let kind = FileStatus.kind(of: try file.status(shown: path))
        guard kind == .file else { throw HostError(.invalid, path, "is a \(kind.rawValue), not a file") }
        let beginning = Array("{\"\(RecordingHeader.mark)\":".utf8)
        let found = try ReadingFile(file, path: path).next(beginning.count)
        guard found.isEmpty || found == beginning else {
            throw HostError(
                .invalid,
                path,
                "is there already, and is no recording",
                hint: "choose another name for --record, or remove it"
            )
        }
    }

    /// Appends a line; what keeps it from being written is told at the end.
    mutating func append(_ line: [UInt8]) {
        guard failure == nil else { return }
        do throws(HostError) { try writer.append { $0 += line } } catch { failure = error }
    }

    /// Gives it its name.
    ///
    /// - Throws: what kept this or an earlier line from being written; there is no recording then.
    mutating func commit() throws(HostError) {
        if let failure { throw failure }
        try writer.flush()
        try writer.file.commit()
    }

    /// Lets go of it: nothing stands under its name but what stood there before.
    func drop() { writer.file.drop() }
}
