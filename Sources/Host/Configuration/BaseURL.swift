/// The base address of a service, as configuration and command line take it.
package enum BaseURL {
    /// Where the public service signs in: what counts where no other address is written.
    package static let publicSignIn = "https://webexapis.com/v1"

    /// Checks a base and returns it without slashes at its end.
    ///
    /// Plain http is for loopback alone: anywhere else the token would be readable on the way.
    /// - Throws: `HostError` with `subject` and the address, but never with a password in it.
    package static func check(_ text: String, subject: String) throws(HostError) -> String {
        let address = try WebAddress(text, subject: subject, example: "https://api.wxcc-us1.cisco.com")
        guard !address.rest.contains(where: { $0 == "?" || $0 == "#" }) else {
            throw HostError(
                .invalid,
                subject,
                "'\(text)' holds a query or a fragment",
                hint: "leave out what follows the path"
            )
        }
        try address.requireProtection()
        var rest = address.rest
        while rest.hasSuffix("/") { rest = rest.dropLast() }
        return address.scheme + "://" + rest
    }
}
