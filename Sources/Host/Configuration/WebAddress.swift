/// An address of the web that a person wrote, taken apart as far as its checks need it.
struct WebAddress {
    /// `https` or `http`.
    let scheme: String
    /// What follows `://`, as it was written.
    let rest: Substring
    private let host: String
    private let text: String
    private let subject: String

    /// - Parameters:
    ///   - text: the whole address.
    ///   - subject: what it was written for: an option, a variable, a key.
    ///   - example: one as it could be, for whoever wrote something else.
    /// - Throws: `HostError` when it is no whole http address, or holds a user or a password, which is then not shown.
    init(_ text: String, subject: String, example: String) throws(HostError) {
        let halves = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        scheme = halves[0].lowercased()
        guard halves.count == 2, scheme == "https" || scheme == "http" else {
            throw HostError(
                .invalid,
                subject,
                "'\(Self.quoted(Self.withoutUser(text)))' is no whole address",
                hint: "write it like \(example)"
            )
        }
        rest = halves[1]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else {
            throw HostError(.invalid, subject, "an address must not hold a user name or a password")
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }),
            let (host, port) = Self.parts(of: authority), !host.isEmpty, port.map({ $0 > 0 }) ?? true
        else { throw HostError(.invalid, subject, "'\(Self.quoted(text))' is no address") }
        (self.text, self.subject, self.host) = (text, subject, host)
    }

    /// Refuses plain http to anywhere but this machine: what is sent there could be read on the way.
    func requireProtection() throws(HostError) {
        guard scheme == "https" || isLoopback else {
            throw HostError(
                .invalid,
                subject,
                "'\(text)' is not encrypted",
                hint: "use https; plain http is for this machine itself alone"
            )
        }
    }

    private var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers.allSatisfy { $0 != nil } && numbers[0] == 127
    }

    /// Host and port of `host`, `host:port`, `[v6]` or `[v6]:port`; nil when it is none of these.
    private static func parts(of authority: Substring) -> (host: String, port: UInt16?)? {
        var rest = authority
        let host: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            rest = authority[authority.index(after: end)...]
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority.dropFirst(host.count)
        }
        guard !rest.isEmpty else { return (host.lowercased(), nil) }
        guard rest.hasPrefix(":"), let port = UInt16(rest.dropFirst()) else { return nil }
        return (host.lowercased(), port)
    }

    /// The text, without what stands before an `@`.
    private static func withoutUser(_ text: String) -> Substring {
        text.lastIndex(of: "@").map { text[text.index(after: $0)...] } ?? text[...]
    }

    private static func quoted(_ text: some StringProtocol) -> Substring {
        String(text).debugDescription.dropFirst().dropLast()
    }
}
