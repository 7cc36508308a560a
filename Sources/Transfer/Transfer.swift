import Synchronization

/// HTTP by libcurl: many requests at once on threads of its own, kept connections, HTTP/2 over TLS.
///
/// Answers that are collected share one thread. Bodies that go to a sink, and forms, are spread over a few more: what a
/// sink does, writing and hashing, then uses more than one core and holds up no call. Knows no API, follows no redirect, repeats
/// nothing of its own accord unless a request allows it. Safe to use from any task.
package final class Transfer: Sendable {
    /// Requests without a sink that one host can take at once before further ones wait for a connection.
    package let connectionsPerHost: Int
    private let calls: Lane
    private let bodies: [Lane]
    /// Counts downloads, to give them to the lanes in turn.
    private let turn = Atomic<Int>(0)

    /// Makes one; threads start and connections are made when they are needed.
    package init(settings: TransferSettings = TransferSettings()) {
        connectionsPerHost = settings.connectionsPerHost
        calls = Lane(settings)
        var share = settings
        let count = max(1, min(settings.sinkThreads, settings.connectionsPerHost))
        share.connectionsPerHost = settings.connectionsPerHost / count
        bodies = (0..<count).map { [share] _ in Lane(share) }
    }

    deinit { shutdown() }

    /// Sends one request and gives its whole answer, whatever its status.
    ///
    /// Both closures run on the thread of the transfer and hold up what shares it while they run, so they do little;
    /// what they throw ends this transfer with `TransferError.Kind.sink`. Cancelling the task ends it with `.cancelled`.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - onHead: Told the head before any byte of the body; says where the body goes. Without it, to `onBody`.
    ///   - onBody: Given the body in pieces that are valid during the call alone. Without it the body is collected.
    ///   - flow: Says when pieces for `onBody` may come; good for one request at a time. Without it they always may.
    /// - Returns: The answer; its `body` is empty when the body went to `onBody`.
    /// - Throws: `TransferError` when no whole answer came.
    package func perform(
        _ request: TransferRequest,
        onHead: (@Sendable (ResponseHead) throws -> BodyRoute)? = nil,
        onBody: (@Sendable (UnsafeRawBufferPointer) throws -> Void)? = nil,
        flow: BodyFlow? = nil
    ) async throws(TransferError) -> TransferResponse {
        // Reading a file may take its time, as writing one does.
        let isSmall = onBody == nil && request.form == nil && request.source == nil
        let lane = isSmall ? calls : nextOfBodies()
        let exchange = Exchange(request, onHead: onHead, onBody: onBody, flow: flow)
        flow?.bind { lane.resume(exchange) }
        defer { flow?.bind(nil) }
        let outcome: Exchange.Outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                exchange.continuation = continuation
                lane.start(exchange)
            }
        } onCancel: {
            lane.cancel(exchange)
        }
        return try outcome.get()
    }

    /// Ends every transfer under way as cancelled, closes all connections and ends the threads.
    package func shutdown() {
        calls.shutdown()
        for lane in bodies { lane.shutdown() }
    }

    private func nextOfBodies() -> Lane {
        let number = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return bodies[number % bodies.count]
    }
}
