/// The address that a webhook is posted to.
package enum WebhookAddress {
    /// Checks an address and returns it letter for letter.
    ///
    /// Plain http is for loopback alone: what is posted, and the address itself, could be read on the way.
    /// - Throws: `HostError` with `subject`.
    package static func check(_ text: String, subject: String) throws(HostError) -> String {
        let address = try WebAddress(text, subject: subject, example: "https://hooks.example.com/services/…")
        try address.requireProtection()
        return text
    }

    /// Checks the address that a stored secret holds; the error shows nothing of it.
    ///
    /// - Throws: `HostError` with the secret's name.
    package static func check(secret text: String, named name: String) throws(HostError) -> String {
        guard let checked = try? check(text, subject: name) else {
            throw HostError(
                .invalid,
                "secret \(name)",
                "is no address that a webhook can be posted to",
                hint: "set it to one that begins with https://: patchbay secret set \(name)"
            )
        }
        return checked
    }

    /// `https://host:port`: all of an address that is shown, since its path may be what lets in.
    package static func origin(of address: String) -> String {
        var slashes = 0
        return String(
            address.prefix { letter in
                slashes += letter == "/" ? 1 : 0
                return slashes < 3
            }
        )
    }
}

/// A server for mail, as its address is written.
enum MailServerAddress {
    /// Checks `smtp://host[:port]` or `smtps://host[:port]`, and returns it without a slash at its end.
    ///
    /// - Throws: `HostError` with `subject`, and never with a password that somebody wrote into the address.
    static func check(_ text: String, subject: String) throws(HostError) -> String {
        let wrong = HostError(
            .invalid,
            subject,
            "is no address of a mail server",
            hint: "write it like smtps://mail.example.com:465 or smtp://mail.example.com:587"
        )
        let scheme = ["smtps://", "smtp://"].first { text.lowercased().hasPrefix($0) }
        guard let scheme else { throw wrong }
        var rest = text.dropFirst(scheme.count)
        guard !rest.contains("@") else {
            throw HostError(
                .invalid,
                subject,
                "an address must not hold a user name or a password",
                hint: "write user and password_secret beside it"
            )
        }
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        // Host and port are what they are in an address of the web.
        guard !rest.contains(where: { "/?#".contains($0) }),
            (try? WebAddress("https://\(rest)", subject: subject, example: "")) != nil
        else { throw wrong }
        return scheme + rest
    }
}

/// An e-mail address, as a header of a message can hold it.
enum MailAddress {
    /// Checks an address and returns it letter for letter.
    ///
    /// - Throws: `HostError` with `subject`.
    static func check(_ text: String, subject: String) throws(HostError) -> String {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        // What a header or the server's commands give a meaning of its own cannot be part of one.
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"<>()[],;:\\\"".utf8.contains($0) }
        guard halves.count == 2, isPlain,
            halves.allSatisfy({ !$0.isEmpty && !$0.hasPrefix("-") && !$0.hasPrefix(".") }),
            text.utf8.count <= 254
        else {
            throw HostError(
                .invalid,
                subject,
                "'\(text.debugDescription.dropFirst().dropLast())' is no e-mail address",
                hint: "write it like you@example.com"
            )
        }
        return text
    }
}
