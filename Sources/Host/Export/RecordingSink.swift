/// A place that recordings go to besides the folder, and takes them as they come.
///
/// Its bytes are those of the download, or of the file in the folder where that is there already.
package protocol StreamSink: Sendable {
    /// Its name in the ledger and in messages, such as `s3://bucket/prefix`.
    var name: String { get }

    /// Looks whether the place is there and takes what is sent; asked once, before the first download.
    ///
    /// - Throws: `HostError` that names the place, what is wrong with it and the way out.
    func check() async throws

    /// Begins a recording.
    ///
    /// - Parameter item: what it is, and the name it is to have.
    /// - Returns: the stream that takes its bytes.
    /// - Throws: `HostError` where it cannot be begun.
    func open(_ item: SinkItem) async throws -> any SinkStream

    /// Looks at what lies there now.
    ///
    /// - Parameter location: what `finish` answered.
    /// - Returns: its length and, where the place keeps one, its hash; nil where nothing lies there any more.
    /// - Throws: `HostError` where nobody can tell.
    func look(at location: String) async throws -> FoundCopy?
}

/// One recording on its way into a `StreamSink`.
///
/// One call at a time, in order: any number of writes, then either `finish` or `abandon`. A download that begins again
/// abandons the stream and opens another.
package protocol SinkStream: AnyObject, Sendable {
    /// Takes the next bytes; returns when it can take more.
    ///
    /// - Parameter bytes: never empty.
    /// - Throws: `HostError` where the place does not take them; the stream is abandoned then.
    func write(_ bytes: [UInt8]) async throws

    /// Makes it whole: when this returns, the place has it durably, compared with what was sent.
    ///
    /// - Parameter saved: what was written in all.
    /// - Returns: where it lies, such as `s3://bucket/key`.
    /// - Throws: `HostError` where it is not there whole; nothing is then seen under its name.
    func finish(_ saved: SavedBytes) async throws -> String

    /// Drops what was written; nothing is seen of it afterwards. Never fails.
    func abandon() async
}

/// A place that takes recordings as whole files, such as a sink of a plugin.
package protocol FileSink: Sendable {
    /// Its name in the ledger and in messages, such as `archive/vault`.
    var name: String { get }

    /// Looks whether the place takes what is sent; asked once, before the first download.
    ///
    /// - Throws: `HostError` that names the place, what is wrong with it and the way out.
    func check() async throws

    /// Hands it a recording, which it has durably when this returns.
    ///
    /// - Parameters:
    ///   - item: what it is, and the name it is to have.
    ///   - file: where its bytes lie; the file stays as it is until this returns.
    /// - Returns: where it lies there.
    /// - Throws: `HostError` where it was not taken.
    func put(_ item: SinkItem, file: SinkFile) async throws -> String
}
