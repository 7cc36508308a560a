/// What the browser brought back: read from the address it was sent to, or from what a person pasted of it.
package struct AuthorizationAnswer: Sendable {
    /// Redeemed once, by `SignIn`; never shown.
    let code: String

    /// Reads the address that the browser was sent to, its query, or a bare code.
    ///
    /// - Parameters:
    ///   - text: as pasted: blanks, quotes and angle brackets around it do no harm.
    ///   - request: the attempt it answers; its state must be in the text, if any is.
    ///   - isFromBrowser: whether it came by itself: then the state must be there, since any page could send a code of its
    ///     own choosing to a listener.
    /// - Throws: `denied` when the person or the service declined, `invalid` when it is no answer to this attempt. No
    ///   error shows a code.
    package init(
        _ text: String,
        to request: AuthorizationRequest,
        isFromBrowser: Bool = false
    ) throws(WebexError) {
        let trimmed = Self.trimmed(text)
        guard !trimmed.isEmpty else { throw Self.wrong("nothing was pasted") }
        let looksLikeAddress = ["://", "code=", "state=", "error="].contains { trimmed.contains($0) }
        guard looksLikeAddress else {
            guard trimmed.utf8.allSatisfy({ (33...126).contains($0) }) else {
                throw Self.wrong("what was pasted is neither an address nor a code")
            }
            code = String(trimmed)
            return
        }
        let fields = QueryFields(ofAddress: trimmed)
        guard fields["response_type"] == nil else {
            throw Self.wrong("this is the address to open in the browser, not the one that the browser was sent to")
        }
        if fields["state"] != request.state, isFromBrowser || fields["state"] != nil {
            throw WebexError(
                .invalid,
                "the state is not the one of this sign-in: the answer belongs to another attempt, or was forged",
                hint: "use the address that was printed last, and start again: patchbay login \(request.profile.name)"
            )
        }
        if let error = fields["error"] { throw Self.declined(error, fields["error_description"], request) }
        guard let code = fields["code"], !code.isEmpty else { throw Self.wrong("there is no code in this address") }
        self.code = code
    }

    private static func declined(
        _ error: String,
        _ description: String?,
        _ request: AuthorizationRequest
    ) -> WebexError {
        let words = ForeignText.line(description ?? error, limit: 200)
        switch error {
        case "access_denied":
            return WebexError(
                .denied,
                "consent was denied (\(words))",
                hint: "nothing was changed; to try again: patchbay login \(request.profile.name)"
            )
        case "invalid_scope":
            return WebexError(
                .denied,
                "the service does not grant these scopes (\(words)); asked were: \(request.scopes.joined(separator: " "))",
                hint: "ask for scopes that the integration was registered with: --scopes \"…\""
            )
        default:
            return WebexError(.denied, "the service declined the sign-in (\(words))")
        }
    }

    private static func trimmed(_ text: String) -> Substring {
        let around: Set<Character> = ["\"", "'", "<", ">", "`"]
        var rest = text[...]
        while let first = rest.first, first.isWhitespace || around.contains(first) { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace || around.contains(last) { rest.removeLast() }
        return rest
    }

    private static func wrong(_ problem: String) -> WebexError {
        WebexError(
            .invalid,
            problem,
            hint: "paste the whole address from the browser's bar after you agreed, with code= in it, or the code alone"
        )
    }
}
