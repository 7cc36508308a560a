import FoundationEssentials

/// An organisation's id in its two forms: as tokens end in it, and as the People API gives it.
package enum OrganizationID {
    /// The id as tokens end in it.
    ///
    /// - Parameter text: the id, or the address of a resource in base64: `ciscospark://us/ORGANIZATION/<id>`.
    /// - Returns: the id in small letters; any other text as it is.
    package static func plain(_ text: String) -> String {
        let address = decoded(text) ?? text
        let parts = address.split(separator: "/")
        let id = address.hasPrefix("ciscospark://") && parts.count >= 4 && parts[2] == "ORGANIZATION" ? parts[3] : nil
        let plain = id.map(String.init) ?? text
        return isUUID(plain[...]) ? plain.lowercased() : plain
    }

    /// The id that a token ends in, after its last underscore; nil when that is none.
    static func ending(_ token: String) -> String? {
        token.lastIndex(of: "_").flatMap { mark in
            let end = token[token.index(after: mark)...]
            return isUUID(end) ? end.lowercased() : nil
        }
    }

    private static func decoded(_ text: String) -> String? {
        var standard = text.replacing("-", with: "+").replacing("_", with: "/")
        while standard.utf8.count % 4 != 0 { standard += "=" }
        return Data(base64Encoded: standard).flatMap { String(validating: $0, as: UTF8.self) }
    }

    private static func isUUID(_ text: Substring) -> Bool {
        text.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count) == [8, 4, 4, 4, 12]
            && text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || Character(Unicode.Scalar($0)).isHexDigit }
    }
}
