/// The base address of a service, as configuration and command line take it.
package enum BaseURL {
    /// Checks a base and returns it without slashes at its end.
    ///
    /// Plain http is for loopback alone: anywhere else the token would be readable on the way.
    /// - Throws: `HostError` with `subject` and the address, but never with a password in it.
    package static func check(_ text: String, subject: String) throws(HostError) -> String {
        func wrong(_ problem: String, hint: String? = nil) -> HostError {
            HostError(.invalid, subject, problem, hint: hint)
        }
        let halves = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        let scheme = halves[0].lowercased()
        guard halves.count == 2, scheme == "https" || scheme == "http" else {
            throw wrong("'\(shown(text))' is no whole address", hint: "write it like https://api.wxcc-us1.cisco.com")
        }
        let authority = halves[1].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else { throw wrong("an address must not hold a user name or a password") }
        guard !halves[1].contains(where: { $0 == "?" || $0 == "#" }) else {
            throw wrong("'\(text)' holds a query or a fragment", hint: "leave out what follows the path")
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }),
            let (host, port) = parts(of: authority), !host.isEmpty, port.map({ (1...65_535).contains($0) }) ?? true
        else { throw wrong("'\(text.debugDescription.dropFirst().dropLast())' is no address") }
        guard scheme == "https" || isLoopback(host) else {
            throw wrong("'\(text)' is not encrypted", hint: "use https; plain http is for this machine itself alone")
        }
        var rest = halves[1]
        while rest.hasSuffix("/") { rest = rest.dropLast() }
        return scheme + "://" + rest
    }

    /// Host and port of `host`, `host:port`, `[v6]` or `[v6]:port`; nil when it is none of these.
    private static func parts(of authority: Substring) -> (host: String, port: Int?)? {
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
        return (host.lowercased(), Int(port))
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers.allSatisfy { $0 != nil } && numbers[0] == 127
    }

    /// The text, without what stands before an `@`.
    private static func shown(_ text: String) -> Substring {
        text.lastIndex(of: "@").map { text[text.index(after: $0)...] } ?? text[...]
    }
}
