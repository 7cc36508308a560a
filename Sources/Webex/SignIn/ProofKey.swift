import Crypto

/// The proof that who redeems a code is who asked for it (RFC 7636, method S256).
struct ProofKey: Sendable {
    /// The secret half: sent when the code is redeemed.
    let verifier: String

    /// A new one of 256 random bits, or the given one.
    init(verifier: String = RandomText.make(bytes: 32)) { self.verifier = verifier }

    /// The public half: sent with the browser, from which nobody finds the verifier.
    var challenge: String { Base64URL.text(SHA256.hash(data: Array(verifier.utf8))) }
}

/// Random text that may stand in an address as it is.
enum RandomText {
    /// That many bytes of the system's random numbers.
    static func make(bytes count: Int) -> String {
        var numbers = SystemRandomNumberGenerator()
        return Base64URL.text((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &numbers) })
    }
}

/// Base64 with the letters that need no encoding in an address, and no padding (RFC 4648, section 5).
enum Base64URL {
    private static let letters =
        Array(UInt8(ascii: "A")...UInt8(ascii: "Z")) + Array(UInt8(ascii: "a")...UInt8(ascii: "z"))
        + Array("0123456789-_".utf8)

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(letters[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { text.append(letters[Int(bits << UInt32(6 - count) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }
}
