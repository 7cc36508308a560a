import Transfer

/// Why a call or a download failed, in the terms that scripts see.
///
/// Holds no token and no signed address. Isolation: a value.
package struct WebexError: Error, Sendable {
    /// The kinds that scripts may branch on (`err.kind`), spelt as they are shown.
    package enum Kind: String, Sendable, CaseIterable {
        case invalid
        case denied
        case notFound = "not_found"
        case ambiguous
        case conflict
        case inUse = "in_use"
        case forbidden
        case signedOut = "signed_out"
        case rateLimited = "rate_limited"
        case unavailable
        case partial
        case inDoubt = "in_doubt"
        case timeout
        case cancelled
        case http
    }

    package var kind: Kind
    /// What failed, for an admin: lower case at the start, no full stop.
    package var message: String
    /// The HTTP status, when an answer came.
    package var status: Int?
    /// The operation, such as `user.patch`.
    package var operation: String?
    /// What names the request to the service's support.
    package var trackingID: String?
    /// The way out, where there is one.
    package var hint: String?
    /// The body of the answer, cut at `answerLimit`.
    package var answer: [UInt8]?
    /// What this machine itself could not do: a full disk under a download, a file that cannot be read.
    package var cause: (any Error)?

    /// Whether the service may have done what was asked, although this is not known.
    package var mayHaveHappened = false

    /// The number under which the change is in the journal, where who sent it has entered it.
    package var entry: Int64?

    /// Most bytes of `answer`.
    package static let answerLimit = 64 * 1024

    package init(
        _ kind: Kind,
        _ message: String,
        status: Int? = nil,
        operation: String? = nil,
        trackingID: String? = nil,
        hint: String? = nil,
        answer: [UInt8]? = nil,
        cause: (any Error)? = nil
    ) {
        self.kind = kind
        self.message = message
        self.status = status
        self.operation = operation
        self.trackingID = trackingID
        self.hint = hint
        self.answer = answer.map { Array($0.prefix(Self.answerLimit)) }
        self.cause = cause
    }
}

extension WebexError: CustomStringConvertible {
    /// One line: `user.patch: no such team (404, tracking patchbay_…)`.
    package var description: String {
        let details = [status.map(String.init), trackingID.map { "tracking \($0)" }].compactMap(\.self)
        let sentence = operation.map { "\($0): \(message)" } ?? message
        return details.isEmpty ? sentence : "\(sentence) (\(details.joined(separator: ", ")))"
    }
}

extension WebexError {
    /// The error for a request that brought no whole answer.
    init(_ error: TransferError, operation: String?) {
        let kind: Kind =
            switch error.kind {
            case .invalidRequest: .invalid
            case .timedOut: .timeout
            case .cancelled: .cancelled
            case .badAnswer: .http
            default: .unavailable
            }
        self.init(kind, error.message, operation: operation, hint: error.hint)
        mayHaveHappened = error.requestWasSent
        switch error.kind {
        case .sink(let inner), .source(let inner): cause = inner
        default: break
        }
    }
}
