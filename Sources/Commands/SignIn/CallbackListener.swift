import Glibc
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import Webex

/// Listens on loopback for the one request by which the browser brings the answer of a sign-in.
///
/// Whatever else comes, such as the browser's wish for an icon or an answer to an older attempt, is answered and waited past.
struct CallbackListener {
    /// What a request means for the sign-in.
    enum Verdict: Sendable {
        /// Not the answer: show this, and wait on.
        case waitOn(CallbackPage)
        /// The end of the sign-in, well or not.
        case over(CallbackPage, Result<Void, any Error>)
    }

    private let address: LoopbackAddress

    init(_ address: LoopbackAddress) {
        self.address = address
    }

    /// Serves until a request is judged to end the sign-in and its page has been sent.
    ///
    /// - Parameters:
    ///   - timeout: milliseconds that an answer is waited for; one that came in time is judged to its end.
    ///   - listening: called once every address is listened on.
    ///   - judge: is given the path and query of a GET for the registered path; one at a time.
    /// - Throws: What ended the sign-in; `WebexError` when an address cannot be listened on; `CancellationError` when the task is
    ///   cancelled.
    func serve(
        timeout: Int64,
        listening: @escaping @Sendable () -> Void,
        judge: @escaping @Sendable (String) async -> Verdict
    ) async throws {
        let (ends, end) = AsyncStream<Void>.makeStream()
        let gate = AnswerGate(path: address.path, judge: judge) { end.finish() }
        let expiry = Task {
            try await WallClock.system.sleep(timeout)
            gate.expire()
        }
        defer { expiry.cancel() }
        let count = try await usableHosts()
        let (starts, start) = AsyncStream<Void>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for host in count {
                let application = application(host, gate) { start.yield() }
                group.addTask {
                    do { try await application.run() } catch let error as IOError {
                        throw refusal(host, error.errnoCode)
                    }
                }
            }
            group.addTask {
                var started = 0
                for await _ in starts {
                    started += 1
                    if started == count.count { break }
                }
                try Task.checkCancellation()
                listening()
                for await _ in ends {}
            }
            // The first to end is the answer, or a server that could not listen; servers end with the group.
            defer { group.cancelAll() }
            var isOver = false
            while !isOver, let result = await group.nextResult() {
                if case .failure(let error) = result { throw error }
                isOver = true
            }
            try Task.checkCancellation()
        }
        try gate.outcome?.get()
    }

    /// The hosts to listen on: a machine without IPv6 has no `::1`.
    private func usableHosts() async throws -> [String] {
        guard address.hosts.count > 1 else { return address.hosts }
        let probe = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        guard probe >= 0 else { return address.hosts.filter { $0 != "::1" } }
        defer { close(probe) }
        var place = sockaddr_in6()
        place.sin6_family = sa_family_t(AF_INET6)
        place.sin6_addr = in6addr_loopback
        let hasLoopback = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(probe, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
            }
        }
        return hasLoopback ? address.hosts : address.hosts.filter { $0 != "::1" }
    }

    private func application(
        _ host: String,
        _ gate: AnswerGate,
        running: @escaping @Sendable () -> Void
    ) -> Application<AnswerGate> {
        var application = Application(
            responder: gate,
            configuration: ApplicationConfiguration(address: .hostname(host, port: address.port)),
            onServerRunning: { _ in running() }
        )
        application.logger.logLevel = .critical
        return application
    }

    private func refusal(_ host: String, _ code: Int32) -> WebexError {
        let problem = code == EADDRINUSE ? "is taken" : "cannot be listened on: \(String(cString: strerror(code)))"
        return WebexError(
            .unavailable,
            "port \(address.port) of \(host) \(problem)",
            hint: "is another sign-in under way? --no-browser takes the pasted address instead"
        )
    }
}

/// Judges one request after another, and tells when the last page has been sent.
private final class AnswerGate: HTTPResponder {
    private enum State {
        case free
        /// An answer is being judged.
        case taken
        /// Likewise, and there is no time for another.
        case takenLate
        case over(Result<Void, any Error>)
    }

    private let path: String
    private let judge: @Sendable (String) async -> CallbackListener.Verdict
    private let over: @Sendable () -> Void
    private let state = Mutex(State.free)
    /// Milliseconds that the last page has to be sent.
    private static let grace: Int64 = 2000

    init(
        path: String,
        judge: @escaping @Sendable (String) async -> CallbackListener.Verdict,
        over: @escaping @Sendable () -> Void
    ) {
        self.path = path
        self.judge = judge
        self.over = over
    }

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let target = request.head.path ?? ""
        guard request.method == .get, target.prefix(while: { $0 != "?" }) == path, take() else {
            return response(.nothing)
        }
        switch await judge(target) {
        case .waitOn(let page):
            release()
            return response(page)
        case .over(let page, let outcome):
            state.withLock { $0 = .over(outcome) }
            // The page may have nobody left to be sent to.
            Task {
                try? await WallClock.system.sleep(Self.grace)
                over()
            }
            return response(page, then: over)
        }
    }

    /// Ends the wait for an answer, unless one is being judged: then that decides.
    func expire() {
        let isOver = state.withLock { state in
            switch state {
            case .free:
                state = .over(.failure(Self.late))
                return true
            case .taken: state = .takenLate
            case .takenLate, .over: break
            }
            return false
        }
        if isOver { over() }
    }

    /// Waits on after something that was no answer, if there is time left.
    private func release() {
        let isLate = state.withLock { state in
            if case .takenLate = state {
                state = .over(.failure(Self.late))
                return true
            }
            state = .free
            return false
        }
        if isLate { over() }
    }

    private static var late: WebexError {
        WebexError(
            .timeout,
            "no answer came from the browser in time",
            hint: "try again; --timeout waits longer, --no-browser takes the pasted address"
        )
    }

    /// How the sign-in ended; nil while it has not.
    var outcome: Result<Void, any Error>? {
        state.withLock { if case .over(let outcome) = $0 { outcome } else { nil } }
    }

    /// Judging takes its time, and an answer is redeemed once, whoever sends it twice meanwhile.
    private func take() -> Bool {
        state.withLock { state in
            guard case .free = state else { return false }
            state = .taken
            return true
        }
    }

    private func response(_ page: CallbackPage, then sent: (@Sendable () -> Void)? = nil) -> Response {
        let body = ByteBuffer(string: page.html)
        return Response(
            status: .init(code: page.status),
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .connection: "close",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'",
            ],
            body: ResponseBody(contentLength: body.readableBytes) { writer in
                defer { sent?() }
                try await writer.write(body)
                try await writer.finish(nil)
            }
        )
    }
}
