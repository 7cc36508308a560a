import Catalog
import JSON
import Synchronization
import Transfer

extension Session {
    /// What errors of a download name as their operation.
    private static let operation = "recordings.download"

    /// Fetches a capture, whole or not at all.
    ///
    /// It is sent without the bearer token and does not count against the rate limit. A download that breaks off goes
    /// on where it stopped, and an address that has lapsed is asked anew, at most twice.
    ///
    /// - Parameters:
    ///   - capture: Named by an answer of `capture.query`, of this session or an earlier one.
    ///   - options: The `query` it was asked with, for a capture this session has not seen; nil tries both forms.
    ///   - target: Takes the bytes.
    /// - Returns: How many bytes came and their hash; as many as the service announced.
    /// - Throws: `not_found` when the service no longer lists it, `forbidden`, `unavailable` (also when the target
    ///   failed; then `cause` says why), `cancelled`.
    package func download(
        _ capture: CaptureReference,
        options: JSONObject? = nil,
        into target: any DownloadTarget
    ) async throws(WebexError) -> Downloaded {
        let sharesBandwidth = BodyFlow { [bandwidth] count, flow in bandwidth.admits(count, flow) }
        return try await download(capture, options: options, into: target, flow: sharesBandwidth)
    }

    /// Fetches a capture into a target that may take its time, whole or not at all.
    ///
    /// While the target is busy the download is held, and with it the service: no more than `DownloadPipe.limit` bytes wait.
    ///
    /// - Parameters:
    ///   - capture: As for a target that is quick.
    ///   - options: As for a target that is quick.
    ///   - target: Takes the bytes; what it throws ends the download and is the `cause` of its error.
    /// - Returns: How many bytes came and their hash, once the target has taken all of them.
    /// - Throws: As for a target that is quick.
    package func download(
        _ capture: CaptureReference,
        options: JSONObject? = nil,
        into target: any AsyncDownloadTarget
    ) async throws(WebexError) -> Downloaded {
        let pipe = DownloadPipe()
        let flow = BodyFlow { [bandwidth] count, flow in pipe.admits(flow) && bandwidth.admits(count, flow) }
        async let delivered = pipe.deliver(to: target)
        let result: Downloaded
        do throws(WebexError) {
            result = try await download(capture, options: options, into: pipe, flow: flow)
        } catch {
            pipe.end(dropping: true)
            // What the target threw says more than that the pipe was closed.
            var told = error
            if let failure = await delivered { told.cause = failure }
            throw told
        }
        pipe.end(dropping: false)
        guard let failure = await delivered else { return result }
        throw WebexError(
            .unavailable,
            "what was downloaded could not be kept: \(failure)",
            operation: Self.operation,
            cause: failure
        )
    }

    private func download(
        _ capture: CaptureReference,
        options: JSONObject?,
        into target: any DownloadTarget,
        flow: BodyFlow
    ) async throws(WebexError) -> Downloaded {
        var url = try await address(of: capture, insteadOf: nil, options: options)
        let sink = DownloadSink(DownloadState(policy: settings.retries, start: clock.now()), target: target)
        while true {
            let (step, error) = await fetch(url, into: sink, flow: flow)
            switch step {
            case .done:
                let result = sink.result()
                counter.count { $0.downloads += 1 }
                return result
            case .fetch(let after):
                counter.count { $0.retries += 1 }
                try await pause(after, operation: Self.operation)
            case .renewAddress:
                url = try await address(of: capture, insteadOf: url, options: options)
            case .fail: throw error
            case .heldTooLong(let wait):
                throw WebexError(
                    .rateLimited,
                    "the recordings' host wants no request for \(wait / 1000) s",
                    status: error.status,
                    operation: Self.operation,
                    hint: "run it later, or allow a longer wait with --max-wait"
                )
            }
        }
    }

    /// Sends one request for what is missing.
    ///
    /// The error is what to throw when the step says so.
    private func fetch(_ url: String, into sink: DownloadSink, flow: BodyFlow) async -> (DownloadState.Step, WebexError)
    {
        let request = TransferRequest(url: url, headers: sink.nextHeaders(), bodyLimit: 1 << 20)
        let before = sink.written
        defer { counter.count { $0.bytesIn += max(0, sink.written - before) } }
        do throws(TransferError) {
            let response = try await transfer.perform(
                request,
                onHead: { try sink.take($0) },
                onBody: { try sink.take($0) },
                flow: flow
            )
            let now = clock.now()
            contacts.withLock { _ = $0.insert(Self.origin(of: url)) }
            let retryAfter = response.headers["retry-after"].flatMap { RetryAfter.milliseconds($0, now: now) }
            let step = sink.judge { state, wasTaken in
                state.ended(
                    status: response.status,
                    wasTaken: wasTaken,
                    retryAfter: retryAfter,
                    now: now,
                    chance: .random(in: 0..<1)
                )
            }
            var error = Self.refused(response.status, at: request.safeAddress)
            if response.status == 200, AnswerLook.isWebPage(response.headers) {
                error.message = "a web page came instead of \(request.safeAddress)"
                error.hint = "check whether a proxy or a sign-in of the network stands in between"
            }
            return (step, error)
        } catch {
            let (now, hasContact) = (clock.now(), hasContact(url))
            let step = sink.judge { state, _ in
                state.failed(.init(error), now: now, hasContact: hasContact, chance: .random(in: 0..<1))
            }
            return (step, WebexError(error, operation: Self.operation))
        }
    }

    /// The error for a status of the recordings' host; its body may quote the signature and is left out.
    private static func refused(_ status: Int, at address: String) -> WebexError {
        let (kind, what): (WebexError.Kind, String) =
            switch status {
            case 404, 410: (.notFound, "the recordings' host no longer has")
            case 400, 401, 403: (.forbidden, "the recordings' host refuses, although the address was asked anew,")
            case 200, 206: (.unavailable, "the recordings' host sent less than it announced of")
            case 429: (.rateLimited, "the recordings' host takes no more requests for")
            case 500...599: (.unavailable, "the recordings' host could not answer for")
            default: (.http, "the recordings' host gave an unexpected answer for")
            }
        return WebexError(kind, "\(what) \(address)", status: status, operation: operation)
    }

    /// The address to fetch it from: the one that is known, unless that is the lapsed one.
    ///
    /// Asks `capture.query` for the task again, in the way it was asked before.
    private func address(
        of capture: CaptureReference,
        insteadOf lapsed: String?,
        options: JSONObject?
    ) async throws(WebexError) -> String {
        let known = addresses.entry(of: capture)
        // Another capture of its task may have asked anew already.
        if let known, known.url != lapsed { return try Self.safe(known.url) }
        var forms: [JSONObject] = [["includeSegments": false], ["includeSegments": true, "includeVARecordings": true]]
        if let given = known?.options ?? options { forms = [given] }
        for form in forms {
            try await renewals.renew(taskID: capture.taskID, options: form) { taskIDs, options in
                await self.askForCaptures(taskIDs, options)
            }
            if let fresh = addresses.entry(of: capture), fresh.serial != known?.serial {
                return try Self.safe(fresh.url)
            }
        }
        throw WebexError(
            .notFound,
            "the service no longer lists capture \(capture.captureID) of task \(capture.taskID)",
            operation: Self.operation
        )
    }

    private func askForCaptures(_ taskIDs: [String], _ options: JSONObject) async -> Result<Void, WebexError> {
        guard let operation = catalog[SignedAddresses.operation] else {
            return .failure(WebexError(.invalid, "the catalog has no \(SignedAddresses.operation)"))
        }
        var query = options
        query["taskIds"] = .array(taskIDs.map(JSONValue.string))
        do throws(WebexError) {
            _ = try await call(Call(operation: operation, body: ["query": .object(query)]))
            return .success(())
        } catch { return .failure(error) }
    }

    /// Lets plain http pass to this machine alone: elsewhere anyone on the way could listen.
    private static func safe(_ url: String) throws(WebexError) -> String {
        guard url.hasPrefix("https://") || url.hasPrefix("http://") && TransferRequest.isForThisMachine(url) else {
            throw WebexError(
                .invalid,
                "the address of a recording is no https address: \(TransferRequest.safeAddress(of: url))",
                operation: Self.operation
            )
        }
        return url
    }
}
