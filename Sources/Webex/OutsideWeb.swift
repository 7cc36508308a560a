import Transfer

/// A request to a host that is not the org's.
package struct OutsideRequest: Sendable {
    package var method: String
    /// The whole address, checked by who permits the host.
    package var url: String
    /// `https://host:port`: all of the address that is ever shown, since that of a webhook is a secret.
    package var origin: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]?
    /// A file that is sent in place of `body`, read as it leaves.
    package var upload: Upload?
    /// Milliseconds for all of it; 0 for as long as bytes move.
    package var timeout: Int64

    package init(
        method: String,
        url: String,
        origin: String,
        headers: [(name: String, value: String)],
        body: [UInt8]?,
        upload: Upload? = nil,
        timeout: Int64
    ) {
        self.method = method
        self.url = url
        self.origin = origin
        self.headers = headers
        self.body = body
        self.upload = upload
        self.timeout = timeout
    }
}

/// An answer of such a host, below 400.
package struct OutsideAnswer: Sendable {
    package var status: Int
    /// Names in lower case, values as they came; of two with one name the last.
    package var headers: [String: String]
    package var body: [UInt8]
}

/// The web besides the org: no token goes there, no redirect is followed, nothing is sent twice.
///
/// Has connections of its own, so that a slow host holds up no call of the org's. Safe to call from any task.
package final class OutsideWeb: Sendable {
    /// What moves the bytes, for buckets too.
    package let transfer: Transfer
    /// Most bytes of an answer: a script holds it in its memory.
    private static let bodyLimit = 16 << 20

    /// The web as a profile's network reaches it: through its proxy, with its authorities.
    package init(profile: Profile) {
        var settings = TransferSettings()
        settings.caFile = profile.caFile
        settings.proxy = profile.proxy
        transfer = Transfer(settings: settings)
    }

    /// Sends a request once.
    ///
    /// - Throws: `http` with status and answer for 400 and above, and whether it may have been done all the same; else why
    ///   no answer came.
    package func send(_ request: OutsideRequest) async throws(WebexError) -> OutsideAnswer {
        let operation = "http.\(request.method.lowercased())"
        let response: TransferResponse
        do throws(TransferError) {
            response = try await transfer.perform(
                TransferRequest(
                    method: request.method,
                    url: request.url,
                    headers: request.headers,
                    body: request.body,
                    source: request.upload.map { BodySource(length: $0.length, read: $0.read) },
                    timeout: Int(request.timeout),
                    acceptsGzip: true,
                    mayBeResent: false,
                    bodyLimit: Self.bodyLimit
                )
            )
        } catch {
            var failure = error
            failure.address = request.origin
            throw WebexError(failure, operation: operation)
        }
        guard response.status < 400 else {
            var refusal = WebexError(
                .http,
                "\(request.origin) answered with \(response.status)",
                status: response.status,
                operation: operation,
                answer: response.body
            )
            refusal.mayHaveHappened = StatusMeaning.mayHaveHappened(response.status)
            throw refusal
        }
        return OutsideAnswer(status: response.status, headers: response.headers.all, body: response.body)
    }

    /// Ends what is under way and closes all connections.
    package func shutdown() { transfer.shutdown() }
}
