import Catalog
import JSON
import Synchronization
import Transfer

extension Session {
    /// Sends a call and gives its answer, as often as it takes and is safe.
    ///
    /// - Returns: An answer with a status from 200 to 299.
    /// - Throws: `invalid` before anything is sent, when the catalog does not know it so; else what the last try met.
    package func call(_ call: Call) async throws(WebexError) -> Answer {
        // Whatever the service says of a failure, it may say it in our own words.
        do throws(WebexError) { return try await deliver(call) } catch { throw redaction.applied(to: error) }
    }

    private func deliver(_ call: Call) async throws(WebexError) -> Answer {
        let start = clock.now()
        let payload = try checkedPayload(call)
        let token = try await tokens.token()
        try checkScopes(call.operation)
        let url = try CallAddress.of(call, profile: profile, organization: token.organization)
        let headers = try CallHeaders.of(call, organization: token.organization)
        var run = CallRun(
            call,
            url: url,
            headers: headers,
            payload: payload,
            policy: settings.retries,
            start: start
        )
        let limiter = try limiter(organization: token.organization)
        do throws(WebexError) {
            return try await deliver(call, payload, as: &run, at: url, token: token, limiter: limiter)
        } catch {
            var error = error
            error.mayHaveHappened = run.mayHaveHappened
            throw error
        }
    }

    /// Sends the tries of a call until one is final.
    private func deliver(
        _ call: Call,
        _ payload: Payload,
        as run: inout CallRun,
        at url: String,
        token: AccessToken,
        limiter: RateLimiter
    ) async throws(WebexError) -> Answer {
        var token = token
        while true {
            let outcome = try await send(&run, token: token, limiter: limiter)
            let now = clock.now()
            switch run.judge(outcome, now: now, hasContact: hasContact(url), chance: .random(in: 0..<1)) {
            case .answer(var answer):
                if call.operation.name == SignedAddresses.operation {
                    addresses.remember(answer.body, askedWith: payload.text)
                }
                WithheldFields.take(call.operation.withheld, outOf: &answer, redaction: redaction)
                return answer
            case .renewToken:
                token = try await tokens.token(insteadOf: token)
                if tokens.hasRenewed(token) { run.countRenewal() }
            case .again(let after, let heldUntil):
                counter.count { $0.retries += 1 }
                if let heldUntil {
                    do throws(RateLimiter.Refusal) { try limiter.hold(until: heldUntil) } catch {
                        throw run.error(error)
                    }
                    // The wait itself is the limiter's: everyone who shares it waits.
                    if heldUntil >= now + after { continue }
                }
                try await pause(after, operation: call.operation.name)
            case .fail(let error):
                throw explained(error, call.operation)
            }
        }
    }

    /// Refuses what the granted scopes cannot satisfy, before anything is sent.
    private func checkScopes(_ operation: Operation) throws(WebexError) {
        guard let granted = tokens.facts.scopes, !granted.suffice(for: operation) else { return }
        throw PermissionHint.refusal(of: operation, granted: granted, profile: profile)
    }

    /// The error with the way out that only who knows the token can tell.
    private func explained(_ error: WebexError, _ operation: Operation) -> WebexError {
        var error = error
        switch error.status {
        case 401: error.hint = profile.signInHint
        case 403:
            error.hint = PermissionHint.of(operation, granted: tokens.facts.scopes, profile: profile)
        default: break
        }
        return error
    }

    /// What to send, once the catalog has nothing against the call.
    private func checkedPayload(_ call: Call) throws(WebexError) -> Payload {
        let isForm = call.operation.content?.media == .multipart
        // The parameters of a further page stand in the address that the service named.
        if call.isChecked, call.link == nil {
            do throws(CatalogError) { try catalog.check(call.operation, query: call.query, body: call.body) } catch {
                throw WebexError(error)
            }
        }
        guard let body = call.body else { return .nothing }
        return isForm ? try form(body, of: call) : .text(body.encoded(), type: call.operation.textType)
    }

    private func form(_ body: JSONValue, of call: Call) throws(WebexError) -> Payload {
        let name = call.operation.name
        guard let fields = body.object else {
            throw WebexError(.invalid, "the body must be an object", operation: name)
        }
        for field in call.operation.body where field.type == .file && fields[field.name] != nil {
            guard call.files[field.name] != nil else {
                throw WebexError(.invalid, "\(field.name) must be a file, and none was opened for it", operation: name)
            }
        }
        return .form(fields, files: call.files)
    }

    /// Sends one try, as soon as there is a connection for it and the rate limit lets it go.
    private func send(
        _ run: inout CallRun,
        token: AccessToken,
        limiter: RateLimiter
    ) async throws(WebexError) -> Result<TransferResponse, TransferError> {
        let start = clock.now()
        guard await slots.take() else { throw run.error(.cancelled) }
        defer { slots.giveBack() }
        do throws(RateLimiter.Refusal) {
            let waited = try await limiter.acquire()
            counter.count { $0.waited += waited }
        } catch { throw run.error(error) }
        let now = clock.now()
        run.excuse(now - start)
        if run.isLate(at: now) { throw run.late() }
        counter.count { $0.requests += 1 }
        let request = run.request(token: token, now: now, settings: settings)
        return run.isRead ? await perform(request, with: token) : await performToTheEnd(request, with: token)
    }

    /// Makes a request that changes something: once it is on its way, a cancel leaves it a while to be answered, since what
    /// became of it is to be known.
    private func performToTheEnd(
        _ request: TransferRequest,
        with token: AccessToken
    ) async -> Result<TransferResponse, TransferError> {
        // One that is cancelled by now need not be sent at all.
        if Task.isCancelled { return await perform(request, with: token) }
        let work = Task { await perform(request, with: token) }
        return await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            Task {
                try? await clock.sleep(settings.parting)
                work.cancel()
            }
        }
    }

    /// Makes one request, and remembers that its host answers.
    ///
    /// A good answer goes to the script as it stands, and is searched for nothing but the token it was asked with.
    private func perform(
        _ request: TransferRequest,
        with token: AccessToken
    ) async -> Result<TransferResponse, TransferError> {
        do throws(TransferError) {
            var response = try await transfer.perform(request)
            counter.count { $0.bytesIn += Int64(response.body.count) }
            contacts.withLock { _ = $0.insert(Self.origin(of: request.url)) }
            if !(200..<300).contains(response.status) || token.isSeen(in: response.body) {
                response.body = redaction.applied(to: response.body)
            }
            return .success(response)
        } catch { return .failure(error) }
    }

    /// Whether the host of that address has ever answered.
    func hasContact(_ url: String) -> Bool {
        contacts.withLock { $0.contains(Self.origin(of: url)) }
    }

    /// `scheme://host:port` of an address.
    static func origin(of url: String) -> String {
        var slashes = 0
        let end = url.utf8.firstIndex { byte in
            slashes += byte == UInt8(ascii: "/") ? 1 : 0
            return slashes == 3
        }
        return String(url[..<(end ?? url.endIndex)])
    }
}

extension WebexError {
    /// The error for a call that the catalog does not know so; nothing was sent.
    init(_ error: CatalogError) {
        let subject = error.parameter.map { "\($0) " } ?? ""
        let sentence = error.value.map { "\(subject)is \($0), but \(error.reason)" } ?? subject + error.reason
        self.init(.invalid, sentence, operation: error.operation, hint: error.hint)
    }
}
