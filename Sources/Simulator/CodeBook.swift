/// The codes that people brought back from the consent page, each good once and for a while.
///
/// A used code is remembered: whoever comes with it again has stolen it or lost the answer, and is told so.
struct CodeBook {
    /// What a code stands for.
    struct Code {
        let clientID: String
        /// The address it was sent to, as it was written in the request.
        let redirectURI: String
        /// The PKCE challenge; nil when there was none.
        let challenge: String?
        let authorization: Authorization
        /// When it lapses, in milliseconds since 1970.
        var lapses: Int64
        var isUsed = false
    }

    /// Why a code is no good.
    enum Refusal: Error {
        case unknown, lapsed, otherRedirect, otherVerifier
        /// It was good for this authorization once.
        case used(Authorization)
    }

    private var codes: [String: Code] = [:]

    /// How many were issued.
    var count: Int { codes.count }

    mutating func add(_ code: Code, as text: String) { codes[text] = code }

    /// Makes all lapse that are not used yet.
    mutating func expireAll() {
        for text in codes.keys { codes[text]?.lapses = 0 }
    }

    /// Uses a code up; one that is refused for what came with it stays good.
    ///
    /// - Parameters:
    ///   - text: the code.
    ///   - clientID: who brings it.
    ///   - redirectURI: the redirect address, which must be the same text as before.
    ///   - verifier: what the challenge was made of; nil for none.
    ///   - now: milliseconds since 1970.
    /// - Returns: what is granted.
    /// - Throws: what is wrong with it.
    mutating func use(
        _ text: String,
        clientID: String,
        redirectURI: String,
        verifier: String?,
        now: Int64
    ) throws(Refusal) -> Authorization {
        guard let code = codes[text], code.clientID == clientID else { throw .unknown }
        guard !code.isUsed else { throw .used(code.authorization) }
        guard now < code.lapses else { throw .lapsed }
        guard code.redirectURI == redirectURI else { throw .otherRedirect }
        if let challenge = code.challenge {
            guard let verifier, EncodedID.challenge(SHA256.of(Array(verifier.utf8))) == challenge else {
                throw .otherVerifier
            }
        }
        codes[text]?.isUsed = true
        return code.authorization
    }
}
