/// A proxy's address as curl takes it, which may hold a user and a password.
package enum ProxyAddress {
    private static let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]

    /// Refuses what curl would not take for a proxy.
    ///
    /// - Parameters:
    ///   - text: `[scheme://][user[:password]@]host[:port]`.
    ///   - subject: the option or key it was written for.
    /// - Returns: the text as it is.
    /// - Throws: `HostError` that shows the address without user and password.
    package static func check(_ text: String, subject: String) throws(HostError) -> String {
        let (scheme, user, place) = parts(of: text)
        let isText = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }
        let isWhole = scheme.isEmpty || schemes.contains(scheme.dropLast(3).lowercased())
        guard isText, isWhole, !user.contains("/"),
            HostPlace(place.hasSuffix("/") ? String(place.dropLast()) : place) != nil
        else {
            throw HostError(
                .invalid,
                subject,
                "'\(withoutUser(text).debugDescription.dropFirst().dropLast())' is no address of a proxy",
                hint: "write it like http://proxy.example.com:3128; schemes are \(schemes.joined(separator: ", "))"
            )
        }
        return text
    }

    /// The address as it may be shown: without user and password.
    package static func withoutUser(_ text: String) -> String {
        let (scheme, user, place) = parts(of: text)
        return scheme + (user.isEmpty ? "" : "…@") + place
    }

    /// What nobody may see of it: what stands for user and password, together and apart.
    package static func secrets(of text: String) -> [String] {
        let user = parts(of: text).user
        guard !user.isEmpty else { return [] }
        return [user, user.split(separator: ":", maxSplits: 1).dropFirst().joined()]
    }

    /// The address apart: the scheme with its `://`, user and password without the `@`, the rest.
    private static func parts(of text: String) -> (scheme: String, user: String, place: String) {
        // A password may hold "://" too, but no scheme a colon.
        let colon = text.firstIndex(of: ":") ?? text.endIndex
        let start = text[colon...].hasPrefix("://") ? text.index(colon, offsetBy: 3) : text.startIndex
        let scheme = String(text[..<start])
        guard let end = text[start...].lastIndex(of: "@") else { return (scheme, "", String(text[start...])) }
        return (scheme, String(text[start..<end]), String(text[text.index(after: end)...]))
    }
}
