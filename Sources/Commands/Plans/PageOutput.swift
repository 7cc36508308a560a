import Host

/// The file of a page, which appears whole or not at all.
enum PageOutput {
    /// Writes a page in place of one that is there.
    ///
    /// - Throws: `HostError` where something else has that name, or the file cannot be written.
    static func write(_ page: [UInt8], to path: String, _ surroundings: Surroundings) throws {
        guard path.hasSuffix(".html") || path.hasSuffix(".htm") else {
            throw HostError(.invalid, path, "is no name of a page", hint: "a page ends in .html")
        }
        let folder = try surroundings.currentFolder()
        let grant = try PathGrant(path, .write, .file, origin: .typed, currentFolder: folder)
        let grants = Grants([grant], currentFolder: folder, forbidden: try surroundings.homes().all)
        // It tells what people's objects are like: who makes it decides who sees it.
        let file = try grants.stage(path, mode: 0o600)
        try file.write(page)
        try file.commit()
    }
}
