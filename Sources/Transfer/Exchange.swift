import CCurl

/// One request on its way: what its answer has brought so far, and who waits for it.
///
/// Made by the asking task, then given to the curl thread, which alone touches it from there on; that is why
/// `@unchecked Sendable` is right.
final class Exchange: @unchecked Sendable {
    typealias Outcome = Result<TransferResponse, TransferError>

    let request: TransferRequest
    private let onHead: (@Sendable (ResponseHead) throws -> BodyRoute)?
    private let onBody: (@Sendable (UnsafeRawBufferPointer) throws -> Void)?
    /// Says when pieces for `onBody` may come; nil for always.
    private let flow: BodyFlow?
    /// Resumed exactly once, by `finish`.
    var continuation: CheckedContinuation<Outcome, Never>?
    /// The handle that carries it, while one does.
    var handle: EasyHandle?
    /// Set when the cancel overtook the start.
    var isCancelled = false

    private var status = 0
    private var headers = HeaderFields()
    private var headIsWhole = false
    private var route = BodyRoute.collect
    private var body: [UInt8] = []
    /// How often a connection stood and the request was about to go out on it.
    private var sendings = 0
    /// Why a callback stopped the transfer, when one did.
    private var stopped: TransferError.Kind?

    /// What became of a piece of the body.
    enum Uptake {
        case taken
        /// It may not come yet; somebody will resume the transfer.
        case held
        /// The transfer is to stop.
        case refused
    }

    init(
        _ request: TransferRequest,
        onHead: (@Sendable (ResponseHead) throws -> BodyRoute)?,
        onBody: (@Sendable (UnsafeRawBufferPointer) throws -> Void)?,
        flow: BodyFlow? = nil
    ) {
        self.flow = flow
        self.request = request
        self.onHead = onHead
        self.onBody = onBody
        if onHead == nil, onBody != nil { route = .sink }
    }

    /// A connection stands and the request is about to leave on it.
    ///
    /// False stops libcurl's own second try.
    func willSend() -> Bool {
        sendings += 1
        return sendings == 1 || request.mayBeResent
    }

    /// Takes one header line as libcurl gives it, its line break included.
    ///
    /// False stops the transfer.
    func take(headerLine line: UnsafeRawBufferPointer) -> Bool {
        if line.starts(with: "HTTP/".utf8) {
            headers.removeAll()
            headIsWhole = false
            status = Self.status(of: line)
            return true
        }
        // Trailers follow the body: nothing reads them.
        if headIsWhole { return true }
        guard line.count <= 2 else {
            headers.append(line: line)
            return true
        }
        // 100 and 103 announce the real answer.
        if status < 200 { return true }
        headIsWhole = true
        guard let onHead else { return reserve() }
        do {
            route = try onHead(ResponseHead(status: status, headers: headers))
            return reserve()
        } catch {
            stopped = .sink(error)
            return false
        }
    }

    /// Takes a piece of the body.
    func take(body piece: UnsafeRawBufferPointer) -> Uptake {
        if case .sink = route, let onBody {
            if let flow, !flow.admits(piece.count) { return .held }
            do {
                try onBody(piece)
                return .taken
            } catch {
                stopped = .sink(error)
                return .refused
            }
        }
        guard body.count + piece.count <= request.bodyLimit else {
            stopped = .tooLarge
            return .refused
        }
        body.append(contentsOf: piece)
        return .taken
    }

    /// Remembers why a part of the form could not be read; libcurl ends the transfer for it.
    func takeSourceFailure(_ error: any Error) { stopped = .source(error) }

    /// Ends the exchange with what libcurl said of it, and wakes who waits.
    func finish(_ code: CURLcode, detail: String) {
        let isTimeOfStream = code == CURLE_OPERATION_TIMEDOUT && request.isEndless && headIsWhole
        guard code != CURLE_OK, !isTimeOfStream else {
            return end(.success(TransferResponse(status: status, headers: headers, body: body)))
        }
        if case .tooLarge = stopped { return fail(.tooLarge, detail: "more than \(request.bodyLimit >> 20) MB") }
        if let stopped { return fail(stopped) }
        if code == CURLE_ABORTED_BY_CALLBACK {
            return fail(.broken, detail: "closed before an answer, and not sent twice")
        }
        fail(Self.kind(of: code, sent: sendings > 0), detail: detail)
    }

    /// Ends the exchange with an error.
    func fail(_ kind: TransferError.Kind, detail: String = "") {
        end(
            .failure(
                TransferError(
                    kind: kind,
                    requestWasSent: sendings > 0,
                    address: request.safeAddress,
                    detail: detail
                )
            )
        )
    }

    private func end(_ outcome: Outcome) {
        handle = nil
        continuation?.resume(returning: outcome)
        continuation = nil
    }

    /// Makes room for the announced length once, instead of by doubling.
    private func reserve() -> Bool {
        guard case .collect = route, let length = headers["content-length"].flatMap({ Int($0) }), length > 0 else {
            return true
        }
        body.reserveCapacity(min(length, request.bodyLimit, 1 << 24))
        return true
    }

    /// The number of `HTTP/1.1 200 OK`, or of `HTTP/2 200`.
    private static func status(of line: UnsafeRawBufferPointer) -> Int {
        guard let blank = line.firstIndex(of: 32) else { return 0 }
        var status = 0
        for byte in line[(blank + 1)...].prefix(3) {
            guard (48...57).contains(byte) else { break }
            status = status * 10 + Int(byte - 48)
        }
        return status
    }

    private static func kind(of code: CURLcode, sent: Bool) -> TransferError.Kind {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .couldNotResolve
        // A handshake that broke off is the network's doing more often than the certificate's.
        case CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR, CURLE_PROXY: .couldNotConnect
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS:
            .tls
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_URL_MALFORMAT: .invalidRequest
        case CURLE_UNSUPPORTED_PROTOCOL: sent ? .badAnswer : .invalidRequest
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: .badAnswer
        default: .broken
        }
    }
}
