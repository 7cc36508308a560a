import Catalog
import JSON

/// The address of a call: base, path with its ids, and query, all percent-encoded.
enum CallAddress {
    /// The whole address.
    ///
    /// - Throws: `invalid` for a wrong number of ids, an empty one, or a value that fits no query.
    static func of(_ call: Call, profile: Profile, organization: String) throws(WebexError) -> String {
        let base = call.operation.module == .cc ? profile.apiURL : profile.authURL
        let address = join(base, try path(call, organization: organization))
        guard let link = call.link else { return address + (try query(call)) }
        try checkLink(link, leadsTo: address, operation: call.operation)
        return link
    }

    /// Lets an address of the service's own making pass when all but its query is what the call would have asked.
    ///
    /// The token goes with it: another host, or another operation that nobody has permitted, is not followed.
    private static func checkLink(
        _ link: String,
        leadsTo address: String,
        operation: Operation
    ) throws(WebexError) {
        let isPlain = link.utf8.allSatisfy { (33...126).contains($0) && $0 != UInt8(ascii: "#") }
        let place = link.prefix { $0 != "?" }
        let isThere =
            Session.origin(of: String(place)) == Session.origin(of: address)
            && segments(place) == segments(address)
        guard operation.method == "GET", isPlain, isThere else {
            throw WebexError(
                .denied,
                "the service names a next page that lies elsewhere, at \(place.prefix(200))",
                operation: operation.name,
                hint: "only addresses at \(address) are followed; is that the right address in the profile?"
            )
        }
    }

    /// The parts of an address, split before they are decoded: a slash in an id must not have become a path.
    private static func segments(_ address: some StringProtocol) -> [String] {
        address.split(separator: "/", omittingEmptySubsequences: false).map { PercentEncoding.decoded($0) }
    }

    /// Fits a path to its base.
    ///
    /// `/identity/…` stands at the host of the auth base, without its `/v1`; a few paths carry the `/v1` themselves.
    private static func join(_ base: String, _ path: String) -> String {
        guard base.hasSuffix("/v1") else { return base + path }
        if path.hasPrefix("/identity/") || path.hasPrefix("/v1/") { return base.dropLast(3) + path }
        return base + path
    }

    private static func path(_ call: Call, organization: String) throws(WebexError) -> String {
        let operation = call.operation
        guard call.ids.count == operation.pathIDs.count else {
            let wanted = operation.pathIDs.isEmpty ? "no id" : "the ids \(operation.pathIDs.joined(separator: ", "))"
            throw WebexError(
                .invalid,
                "takes \(wanted), but \(call.ids.count) were given",
                operation: operation.name
            )
        }
        var path = ""
        var ids = call.ids.makeIterator()
        var rest = operation.path[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            path += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            if Operation.isOrganization(name) {
                path += PercentEncoding.encoded(organization)
            } else {
                path += try segment(ids.next() ?? "", name: name, operation: operation.name)
            }
            rest = rest[rest.index(after: close)...]
        }
        return path + rest
    }

    /// An id as a path segment.
    ///
    /// An empty one would address the whole collection (`DELETE /dial-number/` deletes all), and dots the folder above.
    private static func segment(_ id: String, name: String, operation: String) throws(WebexError) -> String {
        guard !id.isEmpty, id != ".", id != ".." else {
            throw WebexError(.invalid, "\(name) is \"\(id)\", which is no id", operation: operation)
        }
        return PercentEncoding.encoded(id)
    }

    private static func query(_ call: Call) throws(WebexError) -> String {
        var text = ""
        for (name, value) in call.query where !CallHeaders.holds(name, of: call.operation) {
            guard let encoded = encoded(value) else {
                throw WebexError(.invalid, "\(name) cannot be written into a query", operation: call.operation.name)
            }
            text += (text.isEmpty ? "?" : "&") + PercentEncoding.encoded(name) + "=" + encoded
        }
        return text
    }

    /// A value as a query has it; the commas between the entries of a list stay as they are.
    private static func encoded(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): return PercentEncoding.encoded(text)
        case .integer(let number): return String(number)
        case .bool(let flag): return flag ? "true" : "false"
        case .number(let number): return number.isFinite ? PercentEncoding.encoded("\(number)") : nil
        case .array(let entries):
            let parts = entries.map { $0.array == nil ? encoded($0) : nil }
            return parts.contains(nil) ? nil : parts.compactMap(\.self).joined(separator: ",")
        case .null, .object: return nil
        }
    }
}
