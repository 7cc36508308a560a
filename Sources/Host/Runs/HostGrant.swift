/// A host that a script may talk to besides its org, as `--allow-net HOST[:PORT]` names it.
package struct HostGrant: Sendable, Equatable {
    /// In lower case; an IPv6 address in its brackets; empty for every host.
    let host: String
    /// Nil for any port.
    let port: UInt16?
    /// Whether it is every host below that one, written `*.example.com`, and not that one itself.
    private let isBelow: Bool

    /// Every host, as a plugin may ask for it.
    package static let everyHost = "*"

    /// Reads `HOST[:PORT]`, `*.HOST[:PORT]` or `*`; nil when it is none.
    package init?(_ text: String) {
        guard text != Self.everyHost else {
            (host, port, isBelow) = ("", nil, true)
            return
        }
        isBelow = text.hasPrefix("*.")
        // What is below an address in numbers is no host.
        guard let place = HostPlace(isBelow ? String(text.dropFirst(2)) : text),
            !isBelow
                || place.host.contains(where: \.isLetter) && !place.host.hasPrefix(".") && !place.host.hasPrefix("[")
        else { return nil }
        host = place.host
        port = place.port
    }

    /// The grant as it is typed.
    package var text: String {
        guard !host.isEmpty else { return Self.everyHost }
        return (isBelow ? "*." : "") + (port.map { "\(host):\($0)" } ?? host)
    }

    /// Whether all that another one lets a script talk to is granted by this one too.
    func covers(_ other: HostGrant) -> Bool {
        guard other != self, !host.isEmpty else { return true }
        guard !other.host.isEmpty, port == nil || port == other.port else { return false }
        return isBelow
            ? other.host.hasSuffix("." + host) || other.isBelow && other.host == host
            : !other.isBelow && other.host == host
    }

    /// Whether an address at this host and port is granted.
    func covers(host: String, port: UInt16) -> Bool {
        guard !self.host.isEmpty else { return true }
        guard (self.port ?? port) == port else { return false }
        return isBelow ? host.hasSuffix("." + self.host) && !host.hasPrefix(".") : self.host == host
    }
}

/// `HOST[:PORT]`, the host in lower case.
struct HostPlace: Equatable {
    let host: String
    let port: UInt16?

    /// Reads one; nil for anything that a resolver and we might read differently.
    init?(_ text: String) {
        let end: String.Index
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { return nil }
            end = text.index(after: close)
        } else {
            end = text.firstIndex(of: ":") ?? text.endIndex
        }
        host = text[..<end].lowercased()
        let isBracketed = host.hasPrefix("[")
        let name = isBracketed ? host.dropFirst().dropLast() : host[...]
        let isNamed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "."): true
            case UInt8(ascii: "-"), UInt8(ascii: "_"): !isBracketed
            case UInt8(ascii: ":"): isBracketed
            default: false
            }
        }
        guard !name.isEmpty, isNamed else { return nil }
        guard end < text.endIndex else {
            port = nil
            return
        }
        let digits = text[text.index(after: end)...]
        guard text[end] == ":", digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = UInt16(digits), port > 0
        else { return nil }
        self.port = port
    }

    /// Whether it names this machine, to which plain http may be spoken.
    var isThisMachine: Bool {
        guard host.hasPrefix("127.") else { return host == "localhost" || host == "[::1]" }
        return host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (48...57).contains($0) }
    }
}
