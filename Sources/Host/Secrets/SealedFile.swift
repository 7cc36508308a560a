/// A file that only its user may open, and only with the key.
///
/// It fails closed: what cannot be opened is neither taken for nothing nor replaced. Safe to use from any thread;
/// who reads and then writes keeps others off by a `LockFile`.
struct SealedFile: Sendable {
    let path: String
    /// What it is for, in printable ASCII: a file that was sealed for another purpose does not open in its place.
    let purpose: String
    /// What a person does when the content is lost, such as "sign in again".
    let remedy: String
    let keys: SealingKeys

    /// What was saved; nil when there is no file.
    ///
    /// - Throws: `HostError` with the path and the way out, and nothing of the content.
    func load() throws(HostError) -> [UInt8]? {
        let (folderPath, name) = PathText.split(path)
        guard let bytes = try PrivateFolder.existing(folderPath)?.read(name) else { return nil }
        return try opened(bytes)
    }

    /// Replaces the file at once and durably.
    ///
    /// - Throws: `HostError`; the file is then as it was. Also when what stands there cannot be opened.
    func save(_ plain: [UInt8]) throws(HostError) {
        let (folderPath, name) = PathText.split(path)
        let folder = try PrivateFolder.made(folderPath)
        if let before = try folder.read(name) { _ = try opened(before) }
        let key = try keys.forSealing()
        guard let bytes = try? SealedContent.sealed(plain, for: purpose, with: key) else {
            throw HostError(.unavailable, path, "cannot be sealed")
        }
        try folder.replace(name, bytes)
    }

    /// Removes the file durably, whatever it holds; without effect when there is none.
    func remove() throws(HostError) {
        try PrivateFile.remove(path)
    }

    /// The error for content that was sealed well, but is not what belongs there.
    var unreadable: HostError { HostError(.invalid, path, "does not hold what belongs there", hint: startAnew) }

    private func opened(_ bytes: [UInt8]) throws(HostError) -> [UInt8] {
        let key = try keys.forOpening()
        do throws(SealedContent.Failure) {
            return try SealedContent.opened(bytes, for: purpose, with: key)
        } catch {
            switch error {
            case .foreign: throw HostError(.invalid, path, "is no file that Patchbay sealed", hint: startAnew)
            case .damaged: throw HostError(.invalid, path, "is damaged or cut short", hint: startAnew)
            case .newer:
                let hint = "use that version; or " + startAnew
                throw HostError(.invalid, path, "was sealed by a newer version of Patchbay", hint: hint)
            case .otherPurpose(let purpose):
                let problem = "holds the \(purpose), not the \(self.purpose)"
                throw HostError(.invalid, path, problem, hint: "put it back under its own name; or " + startAnew)
            case .otherKey(let fingerprint):
                throw HostError(
                    .invalid,
                    path,
                    "is sealed with another key (\(fingerprint)) than that of \(key.origin) (\(key.fingerprint))",
                    hint: "give that key by PATCHBAY_KEY_FILE; or " + startAnew
                )
            }
        }
    }

    private var startAnew: String { "remove it and \(remedy): rm \(ShellWord.quoted(path))" }
}
