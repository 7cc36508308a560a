/// What an HTTP status of the API means for a script: its kind, and the way out.
///
/// What to do about a token or its scopes is the session's to add, which knows them.
package enum StatusMeaning {
    /// Whether what was asked may have been done although the answer has that status, of the API or of any other host.
    ///
    /// A refusal has not been done, and a 503 says that the request was not taken on; of other trouble on the other side,
    /// and of a wait that ended there (408), nobody knows.
    package static func mayHaveHappened(_ status: Int) -> Bool { status == 408 || status >= 500 && status != 503 }

    /// The error for an answer that is none of the 2xx.
    static func error(
        status: Int,
        body: [UInt8],
        operation: String,
        trackingID: String
    ) -> WebexError {
        let said = ErrorBody(body)
        let (kind, meaning, hint) = meaning(of: status)
        return WebexError(
            kind,
            said.message ?? meaning,
            status: status,
            operation: operation,
            trackingID: said.trackingID ?? trackingID,
            hint: hint,
            answer: body
        )
    }

    private static func meaning(of status: Int) -> (WebexError.Kind, String, String?) {
        switch status {
        case 400, 422: (.invalid, "the service refused the request as invalid", nil)
        case 401: (.signedOut, "the service does not accept the access token", nil)
        case 403: (.forbidden, "the service does not permit this", nil)
        case 404: (.notFound, "the service knows no such object", nil)
        case 408: (.timeout, "the service waited too long for the request", nil)
        case 409: (.conflict, "a like object exists, or this one was changed meanwhile", nil)
        case 412: (.inUse, "it is still referred to elsewhere", "ask for its references to see where")
        case 413: (.invalid, "the service finds the request too large", "ask for a shorter time or a smaller page")
        case 423: (.conflict, "it is locked at the moment", "try again later")
        case 429: (.rateLimited, "the service takes no more requests at the moment", nil)
        case 500...599: (.unavailable, "the service could not answer", "try again later")
        default: (.http, "unexpected answer", nil)
        }
    }
}
