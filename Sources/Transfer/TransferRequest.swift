/// One HTTP request: what is sent, and how long it may take.
package struct TransferRequest: Sendable {
    /// `GET`, `POST`, … as it goes over the wire.
    package var method: String
    /// The whole address, percent-encoded; only `http` and `https` are spoken.
    package var url: String
    /// Sent in this order.
    ///
    /// Neither part may hold a line break.
    package var headers: [(name: String, value: String)]
    /// Sent with its length when there; nil sends no body (`POST`, `PUT` and `PATCH`: an empty one).
    package var body: [UInt8]?
    /// Sent in place of `body`, read as it leaves; nil sends `body`.
    package var source: BodySource?
    /// Sent as `multipart/form-data` in place of `body`, with the content type that belongs to it; nil sends `body`.
    package var form: [FormPart]?
    /// Milliseconds for the whole request, waiting for a free connection included; 0 is no limit.
    package var timeout: Int
    /// Whether a gzip answer is asked for, and undone.
    package var acceptsGzip: Bool
    /// Whether libcurl may send it again by itself when a kept connection turns out to be dead.
    ///
    /// False where a second sending might do something twice, or must be counted.
    package var mayBeResent: Bool
    /// Whether the answer may have no end, as a stream of events has none: when its time is over, what came is the answer.
    package var isEndless: Bool
    /// Most bytes of answer that are collected in memory; a sink is not limited.
    package var bodyLimit: Int

    package init(
        method: String = "GET",
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        source: BodySource? = nil,
        form: [FormPart]? = nil,
        timeout: Int = 0,
        acceptsGzip: Bool = false,
        mayBeResent: Bool = true,
        isEndless: Bool = false,
        bodyLimit: Int = 256 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.source = source
        self.form = form
        self.timeout = timeout
        self.acceptsGzip = acceptsGzip
        self.mayBeResent = mayBeResent
        self.isEndless = isEndless
        self.bodyLimit = bodyLimit
    }

    /// The address without user, query and fragment: signed addresses carry their secret there.
    package var safeAddress: String { Self.safeAddress(of: url) }

    /// Whether an address names a loopback interface.
    package static func isForThisMachine(_ url: String) -> Bool {
        let rest = url.hasPrefix("http://") ? url.dropFirst(7) : url.hasPrefix("https://") ? url.dropFirst(8) : ""
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        // What stands before an `@` is no host, and `127.example.com` is one like any other.
        if authority.contains("@") { return false }
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        guard host.hasPrefix("127.") else { return host == "localhost" || host == "[::1" }
        return host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (48...57).contains($0) }
    }

    /// Cuts an address down to `scheme://host/path`, which is all that a message may show.
    package static func safeAddress(of url: String) -> String {
        let end = url.firstIndex { $0 == "?" || $0 == "#" } ?? url.endIndex
        let kept = url[..<end]
        guard let scheme = kept.firstRange(ofCharacters: "://") else { return String(kept) }
        let rest = kept[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return String(kept) }
        return String(kept[..<scheme.upperBound] + rest[rest.index(after: at)...])
    }
}

extension Substring {
    /// Where `text` first stands; the standard library's own search needs Foundation or a regular expression.
    fileprivate func firstRange(ofCharacters text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            let rest = self[start...]
            if rest.hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
