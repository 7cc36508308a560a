import Host

/// Where an audit goes: standard output, or a file that appears whole or not at all.
final class AuditOutput {
    private let surroundings: Surroundings
    private let file: StagedFile?
    private var waiting: [UInt8] = []
    /// The file as it was typed; nil for standard output.
    let path: String?

    /// Bytes that are gathered before they are written.
    private static let piece = 256 << 10

    /// - Parameters:
    ///   - path: the file, in place of one that is there; nil for standard output.
    ///   - surroundings: the verb's.
    /// - Throws: `HostError` when there can be no such file.
    init(_ path: String?, _ surroundings: Surroundings) throws(HostError) {
        self.surroundings = surroundings
        self.path = path
        guard let path else {
            file = nil
            return
        }
        guard !path.hasSuffix(".lua") else {
            throw HostError(.invalid, path, "is the name of a script", hint: "an audit ends in .jsonl or .csv")
        }
        let folder = try surroundings.currentFolder()
        let grant = try PathGrant(path, .write, .file, origin: .typed, currentFolder: folder)
        file = try Grants([grant], currentFolder: folder, forbidden: try surroundings.homes().all).stage(path)
    }

    /// Lets `fill` append bytes, and writes them when enough have gathered.
    func append(_ fill: (inout [UInt8]) -> Void) throws {
        fill(&waiting)
        if waiting.count >= Self.piece { try flush() }
    }

    /// Writes what is left; a file has its name then.
    func close() throws {
        try flush()
        try file?.commit()
    }

    private func flush() throws {
        if let file { try file.write(waiting) } else { try surroundings.stream(waiting) }
        waiting.removeAll(keepingCapacity: true)
    }
}
