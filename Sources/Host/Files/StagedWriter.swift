/// Collects small pieces into writes of 256 KB to a staged file.
///
/// Not for several tasks at once: its owner sees to that.
struct StagedWriter {
    let file: StagedFile
    private var buffer: [UInt8] = []

    init(_ file: StagedFile) {
        self.file = file
    }

    /// Lets `fill` append bytes, and hands them on when enough have gathered.
    mutating func append(_ fill: (inout [UInt8]) -> Void) throws(HostError) {
        fill(&buffer)
        guard buffer.count >= FileTable.chunkSize else { return }
        try flush()
    }

    /// Hands on what is left.
    mutating func flush() throws(HostError) {
        try file.write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}
