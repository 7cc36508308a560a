/// The status line and headers of an answer: what is known before its body.
package struct ResponseHead: Sendable {
    /// The HTTP status of the final answer (never a 1xx).
    package var status: Int
    /// Its header fields.
    package var headers: HeaderFields

    package init(status: Int, headers: HeaderFields) {
        self.status = status
        self.headers = headers
    }
}

/// Where the body of an answer goes, decided once its head is known.
package enum BodyRoute: Sendable {
    /// Chunk by chunk to `onBody`.
    case sink
    /// Into `TransferResponse.body`.
    case collect
}

/// A whole answer.
///
/// Any status is an answer: 404 and 503 are no `TransferError`.
package struct TransferResponse: Sendable {
    /// The HTTP status.
    package var status: Int
    /// The header fields.
    package var headers: HeaderFields
    /// The body as it came (after gzip), empty when it went to a sink.
    package var body: [UInt8]

    package init(status: Int, headers: HeaderFields, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
