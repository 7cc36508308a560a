import Glibc

/// A bearer token and the organisation it belongs to.
///
/// Never shown: its description tells the organisation alone.
struct AccessToken: Sendable, Equatable {
    /// What goes after `Bearer `.
    let text: String
    /// What follows the last `_`: tokens are random, cluster and organisation, and the random part may hold a `_` too.
    let organization: String

    init(_ text: String) throws(WebexError) {
        guard let mark = text.utf8.lastIndex(of: UInt8(ascii: "_")), mark < text.utf8.index(before: text.endIndex)
        else {
            throw WebexError(
                .signedOut,
                "the access token names no organisation: nothing follows a `_` in it",
                hint: "copy the whole token; a contact-centre token ends in `_` and the organisation's id"
            )
        }
        let isSendable = text.utf8.allSatisfy { (33...126).contains($0) }
        guard isSendable else {
            throw WebexError(
                .signedOut,
                "the access token holds a blank, a line break or a letter that no token has",
                hint: "copy the token again, without quotes and line breaks"
            )
        }
        self.text = text
        organization = String(text[text.index(after: mark)...])
    }

    /// Whether it stands in the bytes as it is.
    func isSeen(in bytes: [UInt8]) -> Bool {
        let token = Array(text.utf8)
        return bytes.withUnsafeBytes { bytes in
            guard var place = bytes.baseAddress else { return false }
            let last = place + bytes.count - token.count
            // Answers are megabytes, and libc finds the next place where it may begin many bytes at a time.
            while place <= last, let start = memchr(place, Int32(token[0]), last - place + 1) {
                if memcmp(start, token, token.count) == 0 { return true }
                place = UnsafeRawPointer(start) + 1
            }
            return false
        }
    }
}

extension AccessToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "AccessToken(of \(organization))" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Credentials {
    /// The organisation that the access token names; nil without one.
    package var tokenOrganization: String? {
        accessToken.flatMap { text in (try? AccessToken(text))?.organization }
    }

    /// The cluster that it names, between its random part and the organisation; nil without one.
    package var tokenCluster: String? {
        let parts = accessToken?.split(separator: "_") ?? []
        return parts.count >= 3 ? String(parts[parts.count - 2]) : nil
    }
}
