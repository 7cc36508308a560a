import Catalog
import Transfer

/// One call on its way: its tries, and what each of them means for it.
///
/// Pure but for the tracking id: time and chance are given to it.
struct CallRun: Sendable {
    enum Step {
        case answer(Answer)
        /// The token was refused: fetch another and send again.
        case renewToken
        /// See `RetryState.Step.again`.
        case again(after: Int64, heldUntil: Int64?)
        case fail(WebexError)
    }

    /// How many tokens that this process itself renewed may be refused before the call fails.
    private static let mostRenewals = 3
    /// How many may be in all: what other processes left in the store may have lapsed too, time and again.
    private static let mostTokens = 50

    private let operation: Operation
    private let safety: Operation.Safety
    private let url: String
    private let headers: [(name: String, value: String)]
    private let payload: Payload
    /// When the script's own timeout ends, in milliseconds since 1970.
    private let deadline: Int64?
    private var retry: RetryState
    private var trackingID = ""
    /// The latest tracking id that the service may have seen.
    private var seenTrackingID: String?
    private var renewals = 0
    private var refusals = 0
    /// Whether an earlier try may have been done by the service although no answer came.
    private(set) var mayHaveHappened = false

    /// - Parameters:
    ///   - call: what is asked.
    ///   - url: the whole address.
    ///   - headers: those of the operation's own parameters.
    ///   - payload: what is sent behind them.
    ///   - policy: patience.
    ///   - start: when the call began, in milliseconds since 1970.
    init(
        _ call: Call,
        url: String,
        headers: [(name: String, value: String)],
        payload: Payload,
        policy: RetryPolicy,
        start: Int64
    ) {
        operation = call.operation
        safety = call.safety
        self.url = url
        self.headers = headers
        self.payload = payload
        deadline = call.timeout.map { start.saturatingAdd($0) }
        retry = RetryState(policy: policy, isRepeatable: call.safety != .create, start: start)
    }

    /// The request of the next try.
    mutating func request(token: AccessToken, now: Int64, settings: SessionSettings) -> TransferRequest {
        trackingID = TrackingID.make(in: settings.trace)
        var headers = [
            (name: "Authorization", value: "Bearer \(token.text)"), (name: "TrackingId", value: trackingID),
            (name: "Accept", value: "application/json"),
        ]
        headers += self.headers
        if let type = payload.contentType { headers.append((name: "Content-Type", value: type)) }
        // How long a file takes depends on its size; one that stands still ends as stalled.
        let longest = payload.parts == nil ? settings.tryTimeout : .max
        let timeout = min(deadline.map { max(1, $0 - now) } ?? .max, longest)
        return TransferRequest(
            method: operation.method,
            url: url,
            headers: headers,
            body: payload.text,
            form: payload.parts,
            timeout: timeout == .max ? 0 : Int(timeout),
            acceptsGzip: true,
            // Every sending counts against the rate limit, and a create must not be sent twice.
            mayBeResent: false,
            isEndless: operation.isStream,
            bodyLimit: settings.longestAnswer
        )
    }

    /// What follows a try that ended now.
    mutating func judge(
        _ outcome: Result<TransferResponse, TransferError>,
        now: Int64,
        hasContact: Bool,
        chance: Double
    ) -> Step {
        switch outcome {
        case .success(let response): judge(response, now: now, chance: chance)
        case .failure(let error): judge(error, now: now, hasContact: hasContact, chance: chance)
        }
    }

    private mutating func judge(_ response: TransferResponse, now: Int64, chance: Double) -> Step {
        let tracking = response.headers["trackingid"] ?? trackingID
        seenTrackingID = tracking
        if (200..<300).contains(response.status) {
            let isText = AnswerLook.isText(response, to: operation)
            if !isText, let flaw = AnswerLook.flaw(of: response, to: operation) {
                mayHaveHappened = true
                return .fail(unusable(flaw, status: response.status))
            }
            guard isText || AnswerLook.isWhole(response.body) else {
                return judgeBroken(status: response.status, now: now, chance: chance)
            }
            let answer = Answer(
                status: response.status,
                body: response.body,
                trackingID: tracking,
                next: LinkHeader.next(in: response.headers, askedAt: url),
                isText: isText,
                isRepeat: mayHaveHappened
            )
            return .answer(answer)
        }
        if response.status == 404, safety == .delete, mayHaveHappened {
            // The try before was lost on the way back: what it was to delete is gone, as was asked.
            return .answer(Answer(status: 204, body: [], trackingID: tracking))
        }
        if response.status == 401, renewals < Self.mostRenewals, refusals < Self.mostTokens {
            refusals += 1
            return .renewToken
        }
        var error = StatusMeaning.error(
            status: response.status,
            body: response.body,
            operation: operation.name,
            trackingID: tracking
        )
        let retryAfter = response.headers["retry-after"].flatMap { RetryAfter.milliseconds($0, now: now) }
        if StatusMeaning.mayHaveHappened(response.status) { mayHaveHappened = true }
        // Asked again it would be as large; who asks can ask for less.
        if response.status == 503, safety == .read, error.message.lowercased().contains("too large") {
            return .fail(error)
        }
        let outcome = RetryState.Outcome.answered(status: response.status, retryAfter: retryAfter)
        switch retry.next(outcome, now: now, hasContact: true, chance: chance) {
        case .done: return .fail(error)
        case .again(let after, let heldUntil): return again(after: after, heldUntil: heldUntil, now: now, or: error)
        case .inDoubt: return .fail(inDoubt(error))
        case .heldTooLong(let wait):
            error.kind = .rateLimited
            error.message = "the service wants no request for \(wait / 1000) s, longer than is waited for"
            error.hint = "run it later, or allow a longer wait with --max-wait"
            return .fail(error)
        }
    }

    /// What follows an answer whose length was right and whose end is missing: it counts as one that never came.
    private mutating func judgeBroken(status: Int, now: Int64, chance: Double) -> Step {
        mayHaveHappened = true
        let error = WebexError(
            .unavailable,
            "the answer breaks off in the middle of its JSON",
            status: status,
            operation: operation.name,
            trackingID: seenTrackingID,
            hint: "try again; when it persists, check network and proxy"
        )
        switch retry.next(.lost, now: now, hasContact: true, chance: chance) {
        case .again(let after, let heldUntil): return again(after: after, heldUntil: heldUntil, now: now, or: error)
        case .inDoubt: return .fail(inDoubt(error))
        case .done, .heldTooLong: return .fail(error)
        }
    }

    private mutating func judge(_ failure: TransferError, now: Int64, hasContact: Bool, chance: Double) -> Step {
        var error = WebexError(failure, operation: operation.name)
        if failure.requestWasSent {
            seenTrackingID = trackingID
            error.trackingID = trackingID
            mayHaveHappened = true
            if error.kind == .cancelled, safety != .read { error.hint = "it may have been done already" }
        }
        switch retry.next(RetryState.Outcome(failure), now: now, hasContact: hasContact, chance: chance) {
        case .again(let after, let heldUntil): return again(after: after, heldUntil: heldUntil, now: now, or: error)
        case .inDoubt: return .fail(inDoubt(error))
        // An answer did begin, only its end is not known.
        case .done where failure.isTooLarge && safety == .create: return .fail(inDoubt(error))
        case .done, .heldTooLong: return .fail(error)
        }
    }

    private func again(after: Int64, heldUntil: Int64?, now: Int64, or error: WebexError) -> Step {
        guard let deadline, now + after >= deadline else { return .again(after: after, heldUntil: heldUntil) }
        var late = late()
        late.message += ", and the last try met: \(error.message)"
        late.status = error.status
        return .fail(late)
    }

    /// Counts a token that this process renewed for the call.
    mutating func countRenewal() { renewals += 1 }

    /// Takes a wait for the rate limit out of what counts against patience.
    mutating func excuse(_ waited: Int64) { retry.excuse(waited) }

    /// Whether it changes nothing.
    var isRead: Bool { safety == .read }

    /// Whether the script's own timeout has passed.
    func isLate(at now: Int64) -> Bool { deadline.map { now >= $0 } ?? false }

    /// The error for a timeout of the script's own.
    func late() -> WebexError {
        WebexError(
            .timeout,
            "did not end within its timeout",
            operation: operation.name,
            trackingID: seenTrackingID
        )
    }

    /// The error for a limiter that does not let the call go.
    func error(_ refusal: RateLimiter.Refusal) -> WebexError {
        switch refusal {
        case .cancelled: WebexError(.cancelled, "cancelled while waiting for the rate limit", operation: operation.name)
        case .broken(let failure): WebexError(failure)
        case .heldTooLong(let wait):
            WebexError(
                .rateLimited,
                "the service wants no request for \(wait / 1000) s, longer than is waited for",
                operation: operation.name,
                hint: "run it later, or allow a longer wait with --max-wait"
            )
        }
    }

    /// The error for a success that is no answer of the service's.
    private func unusable(_ flaw: String, status: Int) -> WebexError {
        let api = operation.module == .cc ? "contact-centre" : "admin"
        let error = WebexError(
            .unavailable,
            flaw,
            status: status,
            operation: operation.name,
            trackingID: seenTrackingID,
            hint: "is this the address of the \(api) API? see patchbay profile show"
        )
        return safety == .create ? inDoubt(error) : error
    }

    private func inDoubt(_ error: WebexError) -> WebexError {
        var doubt = error
        doubt.kind = .inDoubt
        doubt.message = "may have been done although no good answer came: \(error.message)"
        doubt.hint = "look whether it is there before it is sent again"
        return doubt
    }
}

extension TransferError {
    fileprivate var isTooLarge: Bool { if case .tooLarge = kind { true } else { false } }
}

extension RetryState.Outcome {
    /// What a failed transfer means for sending it again.
    init(_ failure: TransferError) {
        switch failure.kind {
        case .tls, .invalidRequest, .tooLarge, .sink, .source, .cancelled: self = .hopeless
        default: self = failure.requestWasSent ? .lost : .notSent
        }
    }
}
