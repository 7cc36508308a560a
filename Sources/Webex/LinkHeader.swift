import Transfer

/// The `Link` header of an answer (RFC 8288): where its next page is.
enum LinkHeader {
    /// The address of the next page.
    ///
    /// - Parameters:
    ///   - headers: of the answer.
    ///   - url: what was asked, which a target may be relative to.
    /// - Returns: the target of the first link whose relation is `next`, made whole; nil when there is none.
    static func next(in headers: HeaderFields, askedAt url: String) -> String? {
        for line in headers.values("link") {
            for link in links(in: line) where link.relations.contains("next") { return whole(link.target, at: url) }
        }
        return nil
    }

    private struct Link {
        var target: String
        var relations: [String] = []
    }

    private static func links(in line: String) -> [Link] {
        var links: [Link] = []
        var rest = line[...]
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            var link = Link(target: String(rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
            // Of two relations in one link the first counts; what else is said of a link is nothing to us.
            while let (name, value) = parameter(&rest) {
                guard name == "rel", link.relations.isEmpty else { continue }
                link.relations = value.lowercased().split(separator: " ").map(String.init)
            }
            links.append(link)
        }
        return links
    }

    /// Takes `; name=value` or `; name="value"` off the front; nil where the parameters of a link end.
    private static func parameter(_ rest: inout Substring) -> (name: String, value: String)? {
        rest = rest.drop { $0 == " " || $0 == "\t" }
        guard rest.first == ";" else { return nil }
        rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
        let name = rest.prefix { !"=;,".contains($0) }
        rest = rest[name.endIndex...]
        let key = name.filter { $0 != " " }.lowercased()
        guard rest.first == "=" else { return (key, "") }
        rest = rest.dropFirst().drop { $0 == " " }
        guard rest.first == "\"" else {
            let value = rest.prefix { !";,".contains($0) }
            rest = rest[value.endIndex...]
            return (key, String(value))
        }
        var value = "", isEscaped = false
        rest = rest.dropFirst()
        while let letter = rest.popFirst() {
            if letter == "\"", !isEscaped { break }
            isEscaped = letter == "\\" && !isEscaped
            if !isEscaped { value.append(letter) }
        }
        return (key, value)
    }

    /// A target as an address; nil for forms that no service uses.
    private static func whole(_ target: String, at url: String) -> String? {
        if target.hasPrefix("http://") || target.hasPrefix("https://") { return target }
        if target.hasPrefix("/"), !target.hasPrefix("//") { return Session.origin(of: url) + target }
        return target.hasPrefix("?") ? url.prefix { $0 != "?" } + target : nil
    }
}
