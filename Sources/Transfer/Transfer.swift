/// HTTP by libcurl: many requests at once on one thread of its own, kept connections, HTTP/2 over TLS.
///
/// Knows no API, follows no redirect, repeats nothing. Safe to use from any task.
package final class Transfer: Sendable {
    private let mailbox: Mailbox?

    /// Starts the thread; connections are made when needed.
    package init(settings: TransferSettings = TransferSettings()) {
        mailbox = CurlThread.start(settings)
    }

    deinit { shutdown() }

    /// Sends one request and gives its whole answer, whatever its status.
    ///
    /// Both closures run on the curl thread and hold up every other transfer while they run, so they do little; what
    /// they throw ends this transfer with `TransferError.Kind.sink`. Cancelling the task ends it with `.cancelled`.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - onHead: Told the head before any byte of the body; says where the body goes. Without it, to `onBody`.
    ///   - onBody: Given the body in pieces that are valid during the call alone. Without it the body is collected.
    /// - Returns: The answer; its `body` is empty when the body went to `onBody`.
    /// - Throws: `TransferError` when no whole answer came.
    package func perform(
        _ request: TransferRequest,
        onHead: (@Sendable (ResponseHead) throws -> BodyRoute)? = nil,
        onBody: (@Sendable (UnsafeRawBufferPointer) throws -> Void)? = nil
    ) async throws(TransferError) -> TransferResponse {
        guard let mailbox else {
            throw TransferError(
                kind: .broken,
                requestWasSent: false,
                address: request.safeAddress,
                detail: "libcurl could not be started"
            )
        }
        let exchange = Exchange(request, onHead: onHead, onBody: onBody)
        let outcome: Exchange.Outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                exchange.continuation = continuation
                if !mailbox.post(.start(exchange)) { exchange.fail(.cancelled, detail: "it came after the shutdown") }
            }
        } onCancel: {
            _ = mailbox.post(.cancel(exchange))
        }
        return try outcome.get()
    }

    /// Ends every transfer under way as cancelled, closes all connections and ends the thread.
    package func shutdown() {
        _ = mailbox?.post(.stop)
    }
}
