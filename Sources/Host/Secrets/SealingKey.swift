import Crypto
import FoundationEssentials
import Webex

/// The key that credentials and secrets are sealed with: 256 bits.
///
/// Printing one by mistake tells its fingerprint and nothing else.
struct SealingKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Tells keys apart without telling anything of them: 16 hexadecimal digits.
    let fingerprint: String
    /// The file it came from, for messages.
    let origin: String
    private let key: SymmetricKey

    /// Bytes of a key.
    static let size = 32

    /// A key of exactly `size` bytes.
    private init(_ bytes: [UInt8], origin: String) {
        // Two keys made of the one: what is shown of a key is then no work of the key that seals.
        let root = SymmetricKey(data: bytes)
        func derived(_ use: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: root,
                info: Array("patchbay \(use)".utf8),
                outputByteCount: Self.size
            )
        }
        key = derived("sealing")
        fingerprint = derived("fingerprint").withUnsafeBytes { Hexadecimal.text($0.prefix(8)) }
        self.origin = origin
    }

    /// A key as a file holds it: 64 hexadecimal digits and a line end, or 32 bytes as they are; nil for anything else.
    init?(content: [UInt8], origin: String) {
        if content.count == Self.size {
            self.init(content, origin: origin)
            return
        }
        var digits = content[...]
        if digits.last == UInt8(ascii: "\n") { digits.removeLast() }
        if digits.last == UInt8(ascii: "\r") { digits.removeLast() }
        guard digits.count == 2 * Self.size else { return nil }
        var bytes: [UInt8] = []
        var rest = digits
        while let high = rest.popFirst(), let low = rest.popFirst() {
            guard let high = Self.digit(high), let low = Self.digit(low) else { return nil }
            bytes.append(high << 4 | low)
        }
        self.init(bytes, origin: origin)
    }

    /// The content of the file of a new random key: text, so that a person can copy it.
    static func freshContent() -> [UInt8] {
        let text = SymmetricKey(size: .bits256).withUnsafeBytes { Hexadecimal.text($0) }
        return Array((text + "\n").utf8)
    }

    /// The bytes sealed, with a nonce of their own; `header` is not in them, but no other opens them.
    func seal(_ plain: [UInt8], header: [UInt8]) throws -> [UInt8] {
        Array(try ChaChaPoly.seal(plain, using: key, authenticating: header).combined)
    }

    /// What `seal` was given; nil when bytes or header are not the same any more.
    func open(_ sealed: some Sequence<UInt8>, header: [UInt8]) -> [UInt8]? {
        guard let box = try? ChaChaPoly.SealedBox(combined: Array(sealed)) else { return nil }
        return (try? ChaChaPoly.open(box, using: key, authenticating: header)).map { Array($0) }
    }

    var description: String { "SealingKey(\(fingerprint))" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: [:]) }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
