import FoundationEssentials

/// Base64 as sign-in and the admin API use it, without the `=` at its end.
enum EncodedID {
    /// The id by which the admin API names a thing: `ciscospark://us/KIND/ID` in base64.
    static func text(_ kind: String, _ id: String) -> String {
        unpadded(Array("ciscospark://us/\(kind)/\(id)".utf8))
    }

    /// The bare id in an id of the admin API; nil when it is of another kind or none at all.
    static func id(of kind: String, in text: String) -> String? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: text + padding) else { return nil }
        let address = String(decoding: data, as: UTF8.self)
        let start = "ciscospark://us/\(kind)/"
        return address.hasPrefix(start) ? String(address.dropFirst(start.count)) : nil
    }

    /// Bytes as a PKCE challenge has them: base64 for addresses.
    static func challenge(_ bytes: [UInt8]) -> String {
        String(
            unpadded(bytes).map { character in
                switch character {
                case "+": "-"
                case "/": "_"
                default: character
                }
            }
        )
    }

    private static func unpadded(_ bytes: [UInt8]) -> String {
        let text = Data(bytes).base64EncodedString()
        return String(text.prefix { $0 != "=" })
    }
}
