/// Secrets that must not be seen, and the search for any piece of one, however it is written.
struct Canaries {
    /// So many letters in a row of a secret are a piece of it: a cut must leave no more.
    private static let length = 12

    private var pieces: [UInt64: [(rest: [UInt8], name: String)]] = [:]
    /// Whether a piece begins so that its seventh and eighth byte are these two; most text ends its search here.
    private var begins = [Bool](repeating: false, count: 1 << 16)

    /// - Parameter secrets: by name; parts that are public, such as the organisation of a token, taken off.
    init(_ secrets: [String: String]) {
        for (name, secret) in secrets { add(name, secret) }
    }

    /// A secret that no other resembles, with letters that have to be escaped in an address and in JSON.
    static func make(_ name: String) -> String {
        var numbers = SeededNumbers(seed: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
        let letters = Array("ABCDEFGHKLMNPQRSTUVWXYZ" + "abcdefghikmnopqrstuvwxyz" + "23456789/+")
        return String((0..<48).map { _ in letters.randomElement(using: &numbers) ?? "x" })
    }

    /// What is secret of a simulator's token: not its end, the cluster and the organisation.
    static func random(_ token: String) -> String {
        token.firstRange(of: "_P0S1_").map { String(token[..<$0.lowerBound]) } ?? token
    }

    mutating func add(_ name: String, _ secret: String) {
        for form in Self.forms(of: Array(secret.utf8)) where form.count >= Self.length {
            for start in 0...form.count - Self.length {
                let piece = form[start..<start + Self.length]
                let key = piece.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                begins[Int(key & 0xFFFF)] = true
                pieces[key, default: []].append((Array(piece.suffix(4)), name))
            }
        }
    }

    /// The names of the secrets of which a piece stands in the bytes.
    func seen(in bytes: [UInt8]) -> Set<String> {
        var names: Set<String> = []
        var last: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            last = last << 8 | UInt64(byte)
            guard begins[Int(last & 0xFFFF)], let found = pieces[last] else { continue }
            let rest = bytes[(index + 1)...].prefix(4)
            for piece in found where rest.elementsEqual(piece.rest) { names.insert(piece.name) }
        }
        return names
    }

    /// As it is, percent-encoded, within JSON, and within base64 at each of the three places it may stand.
    private static func forms(of secret: [UInt8]) -> [[UInt8]] {
        let text = String(decoding: secret, as: UTF8.self)
        let encoded = secret.map { isPlain($0) ? String(UnicodeScalar($0)) : percent($0, "0123456789ABCDEF") }.joined()
        return [secret, Array(encoded.utf8), Array(text.replacing("/", with: "\\/").utf8)]
            + (0..<3).map { base64([UInt8](repeating: 0, count: $0) + secret, skipping: $0) }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        let character = Character(UnicodeScalar(byte))
        return character.isLetter || character.isNumber || "-._~".contains(character)
    }

    private static func percent(_ byte: UInt8, _ digits: String) -> String {
        let digits = Array(digits)
        return "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }

    /// Base64, without the letters at either end that depend on what stands beside.
    private static func base64(_ bytes: [UInt8], skipping filler: Int) -> [UInt8] {
        let letters = Array(("ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "abcdefghijklmnopqrstuvwxyz" + "0123456789+/").utf8)
        var written: [UInt8] = []
        var (bits, count) = (0, 0)
        for byte in bytes {
            (bits, count) = (bits << 8 | Int(byte), count + 8)
            while count >= 6 {
                count -= 6
                written.append(letters[bits >> count & 63])
            }
            bits &= 0xFF
        }
        return Array(written.dropFirst(filler == 0 ? 0 : filler + 1))
    }

    /// Base64 of a text, as a service might say it.
    static func base64(_ text: String) -> String {
        String(decoding: base64(Array(text.utf8), skipping: 0), as: UTF8.self)
    }
}
