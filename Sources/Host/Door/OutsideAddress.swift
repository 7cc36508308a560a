/// An address that a script wants to talk to, taken apart and put together again.
///
/// What is sent is what was checked: anything that libcurl might read differently is refused.
struct OutsideAddress {
    let place: HostPlace
    let port: UInt16
    /// `https://host:port`, the port where one was written.
    let origin: String
    /// The whole address, without a fragment.
    let url: String

    /// - Throws: `HostError`, which shows no more of the address than its host.
    init(_ text: String) throws(HostError) {
        let halves = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        let scheme = halves[0].lowercased()
        guard halves.count == 2, ["http", "https"].contains(scheme),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") })
        else {
            throw HostError(
                .invalid,
                "http",
                "this is no whole address",
                hint: "write it like https://example.com/hook, other letters percent-encoded"
            )
        }
        let authority = halves[1].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else {
            throw HostError(
                .invalid,
                "http",
                "an address must not hold a user name or a password",
                hint: "put them into a header"
            )
        }
        guard let place = HostPlace(String(authority)) else {
            throw HostError(.invalid, "http", "the address names no host")
        }
        guard scheme == "https" || place.isThisMachine else {
            throw HostError(
                .invalid,
                place.host,
                "plain http is for this machine itself alone",
                hint: "use https"
            )
        }
        self.place = place
        port = place.port ?? (scheme == "https" ? 443 : 80)
        origin = "\(scheme)://\(place.host)" + (place.port.map { ":\($0)" } ?? "")
        let rest = halves[1].dropFirst(authority.count).prefix { $0 != "#" }
        url = origin + (rest.hasPrefix("/") ? "" : "/") + rest
    }
}
