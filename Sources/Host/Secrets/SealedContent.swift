/// The bytes of a sealed file: a line that says what it is, and what was sealed.
///
///     patchbay sealed 1 FINGERPRINT PURPOSE
///     nonce (12 bytes), what was sealed, tag (16 bytes)
///
/// The line is authenticated with the rest. It is there so that the wrong key, the wrong place and damage are told apart.
enum SealedContent {
    /// Why bytes cannot be opened.
    enum Failure: Error, Equatable {
        /// They were never such bytes.
        case foreign
        /// They were, and were changed or cut since.
        case damaged
        /// A later version of Patchbay wrote them.
        case newer
        /// They were sealed for this.
        case otherPurpose(String)
        /// They were sealed with the key of this fingerprint.
        case otherKey(String)
    }

    private static let magic = "patchbay sealed "
    private static let version = 1
    /// Bytes of the longest line: a profile's name has 64 at most.
    private static let longestHeader = 200

    static func sealed(_ plain: [UInt8], for purpose: String, with key: SealingKey) throws -> [UInt8] {
        let header = Array("\(magic)\(version) \(key.fingerprint) \(purpose)\n".utf8)
        return try header + key.seal(plain, header: header)
    }

    static func opened(_ bytes: [UInt8], for purpose: String, with key: SealingKey) throws(Failure) -> [UInt8] {
        guard bytes.starts(with: magic.utf8) else {
            throw magic.utf8.starts(with: bytes) ? .damaged : .foreign
        }
        guard let end = bytes.prefix(longestHeader).firstIndex(of: UInt8(ascii: "\n")),
            let line = String(validating: bytes[magic.utf8.count..<end], as: UTF8.self)
        else { throw .damaged }
        let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard let version = Int(parts[0]), version > 0 else { throw .damaged }
        guard version == Self.version else { throw .newer }
        guard parts.count == 3, isPlain(parts[1]), isPlain(parts[2]) else { throw .damaged }
        guard parts[2] == purpose else { throw .otherPurpose(parts[2]) }
        guard parts[1] == key.fingerprint else { throw .otherKey(parts[1]) }
        guard let plain = key.open(bytes[(end + 1)...], header: Array(bytes[...end])) else { throw .damaged }
        return plain
    }

    /// Whether a part of the line may be shown to a person.
    private static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } }
}
