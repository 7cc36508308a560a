/// The redirect URI of an integration, as it was registered.
package enum RedirectURI {
    /// Checks a redirect URI and returns it letter for letter: the service compares it as text.
    ///
    /// Plain http is for loopback alone: the code that comes back there is worth a sign-in.
    /// - Throws: `HostError` with `subject` and the address, but never with a password in it.
    package static func check(_ text: String, subject: String) throws(HostError) -> String {
        let address = try WebAddress(text, subject: subject, example: "http://localhost:8080/callback")
        guard !text.utf8.contains(UInt8(ascii: "#")) else {
            throw HostError(
                .invalid,
                subject,
                "'\(text)' holds a fragment, which no redirect URI may",
                hint: "write the address exactly as it was registered"
            )
        }
        try address.requireProtection()
        return text
    }
}
