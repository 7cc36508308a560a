import Crypto
import Webex

/// Takes one recording that lies on the disk to a sink.
struct SinkDelivery {
    private static let piece = 1 << 18

    let item: SinkItem
    let file: Descriptor
    /// Where the file lies, absolute.
    let path: String
    let saved: SavedBytes

    /// Hands it over.
    ///
    /// - Returns: where it lies there, whole and durable.
    /// - Throws: what the sink says, or `HostError` when the file is not what was saved.
    func deliver(to sink: DeliverySink) async throws -> String {
        switch sink {
        case .file(let sink): return try await sink.put(item, file: SinkFile(path: path, saved: saved))
        case .stream(let sink):
            let stream = try await sink.open(item)
            do {
                try await send(into: stream)
                return try await stream.finish(saved)
            } catch {
                await stream.abandon()
                throw error
            }
        }
    }

    private func send(into stream: any SinkStream) async throws {
        let reading = ReadingFile(file, path: path)
        var hash = SHA256()
        var count: Int64 = 0
        while true {
            try Task.checkCancellation()
            let bytes = try reading.next(Self.piece)
            guard !bytes.isEmpty else { break }
            hash.update(data: bytes)
            count += Int64(bytes.count)
            try await stream.write(bytes)
        }
        // Whoever changed it meanwhile must not have the change taken for the recording.
        guard count == saved.bytes, Hexadecimal.text(hash.finalize()) == saved.sha256 else {
            throw HostError(
                .unavailable,
                path,
                "has changed since it was saved",
                hint: "patchbay recordings verify --repair downloads it again"
            )
        }
    }
}
