import FoundationEssentials

/// Base64 as sign-in and the admin API use it, without the `=` at its end.
enum EncodedID {
    /// The id by which the admin API names a thing: `ciscospark://us/KIND/ID` in base64.
    static func text(_ kind: String, _ id: String) -> String {
        unpadded(Array("ciscospark://us/\(kind)/\(id)".utf8))
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
