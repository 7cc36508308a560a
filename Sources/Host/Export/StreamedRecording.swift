import Webex

/// A recording on its way from the service straight into a sink, of which nothing lies on the disk.
///
/// The download is held while the sink is busy. Begins again in the sink when the download does.
actor StreamedRecording: AsyncDownloadTarget {
    private let item: SinkItem
    private let sink: any StreamSink
    private var stream: (any SinkStream)?

    init(_ item: SinkItem, into sink: any StreamSink) {
        self.item = item
        self.sink = sink
    }

    func write(_ bytes: [UInt8]) async throws { try await opened().write(bytes) }

    func restart() async throws { await abandon() }

    /// Makes it whole.
    ///
    /// - Parameter saved: what was downloaded in all.
    /// - Returns: where it lies there.
    /// - Throws: what the sink says.
    func finish(_ saved: SavedBytes) async throws -> String { try await opened().finish(saved) }

    /// Drops what the sink has of it.
    func abandon() async {
        await stream?.abandon()
        stream = nil
    }

    private func opened() async throws -> any SinkStream {
        if let stream { return stream }
        let opened = try await sink.open(item)
        stream = opened
        return opened
    }
}
