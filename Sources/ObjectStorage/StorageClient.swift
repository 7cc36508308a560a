import Crypto
import Synchronization
import Transfer

/// Sends requests to an object store: signed, and again where that may help.
///
/// Safe to use from any task.
package final class StorageClient: Sendable {
    package let place: StoragePlace
    private let keys: StorageKeys
    private let transfer: Transfer
    private let clock: StorageClock
    /// Whether the endpoint has ever answered: one that never did is given up on sooner.
    private let hasAnswered = Atomic<Bool>(false)

    /// Tries of one request.
    private static let tries = 7
    private static let firstContactTries = 3
    /// Milliseconds before the second try; doubled with each further one.
    private static let firstDelay: Int64 = 250
    private static let longestDelay: Int64 = 10_000
    /// Lists and errors are small; nothing else is collected.
    private static let longestAnswer = 8 << 20

    /// - Parameters:
    ///   - place: the bucket.
    ///   - keys: what requests are signed with.
    ///   - transfer: moves the bytes; its proxy and authorities hold here too.
    ///   - clock: the time of day, by which requests are signed.
    package init(place: StoragePlace, keys: StorageKeys, transfer: Transfer, clock: StorageClock) {
        self.place = place
        self.keys = keys
        self.transfer = transfer
        self.clock = clock
    }

    /// Sends a request, whose answer is then one of the statuses that are expected.
    ///
    /// - Parameters:
    ///   - request: what to send.
    ///   - expected: statuses that are no errors, beside 200 and 204.
    ///   - onBody: takes the body of an answer 200; nil collects it.
    /// - Returns: the answer.
    /// - Throws: `StorageError` when the service refuses, or cannot be reached.
    func send(
        _ request: StorageRequest,
        expecting expected: [Int] = [],
        onBody: (@Sendable (UnsafeRawBufferPointer) throws -> Void)? = nil
    ) async throws(StorageError) -> TransferResponse {
        let hash = SHA256.hash(data: request.body)
        var route: (@Sendable (ResponseHead) throws -> BodyRoute)?
        if onBody != nil { route = { head in head.status == 200 ? .sink : .collect } }
        var attempt = 1
        // Whether a try may have been done whose answer told nothing of it.
        var wasLost = false
        while true {
            let failure: StorageError
            let mayHelp: Bool
            do throws(TransferError) {
                let response = try await transfer.perform(
                    signed(request, hash),
                    onHead: route,
                    onBody: onBody
                )
                hasAnswered.store(true, ordering: .relaxed)
                if ([200, 204] + expected).contains(response.status), !Self.isErrorAfterAll(response) {
                    return response
                }
                let refusal = StorageRefusal(response, to: request, place: place, keyID: keys.id)
                (failure, mayHelp) = (refusal.error, refusal.isTransient)
                // Of an error of its own the service does not know how far it came; 503 was not taken on.
                wasLost = wasLost || response.status == 200 || response.status >= 500 && response.status != 503
            } catch {
                (failure, mayHelp) = (unreached(error, request), isWorthAnother(error, attempt))
                wasLost = wasLost || error.requestWasSent
            }
            let told = wasLost && request.makesObject ? failure.afterLostAnswer() : failure
            guard mayHelp, attempt < Self.tries, onBody == nil else { throw told }
            do throws(StorageError) { try await wait(before: attempt, request) } catch {
                throw told.mayHaveHappened ? error.afterLostAnswer() : error
            }
            attempt += 1
        }
    }

    private func signed(_ request: StorageRequest, _ hash: SHA256.Digest) -> TransferRequest {
        var headers = request.headers
        if !request.body.isEmpty, headers.contains(where: { $0.name == StorageChecksum.wish }) {
            headers.append((name: StorageChecksum.header, value: StorageText.base64(Array(hash))))
        }
        let signature = RequestSignature(
            keys: keys,
            region: place.region,
            // Anew for each try: one that was put off must not be late.
            date: StorageDate(milliseconds: clock.now())
        )
        let subject = RequestSignature.Subject(
            method: request.method,
            path: place.path(request.key),
            query: request.query,
            host: place.host,
            headers: headers,
            payloadHash: StorageText.hexadecimal(hash)
        )
        return TransferRequest(
            method: request.method,
            url: place.url(request.key, query: request.query),
            headers: signature.headers(subject),
            source: ["PUT", "POST"].contains(request.method) ? BodySource(request.body) : nil,
            bodyLimit: Self.longestAnswer
        )
    }

    /// Whether an answer 200 is an error all the same: the service says so when it notices after the head.
    private static func isErrorAfterAll(_ response: TransferResponse) -> Bool {
        response.status == 200 && response.body.count < 16_384
            && StorageXML(response.body)["Error"] != nil
    }

    private func isWorthAnother(_ error: TransferError, _ attempt: Int) -> Bool {
        switch error.kind {
        case .couldNotResolve, .couldNotConnect:
            hasAnswered.load(ordering: .relaxed) || attempt < Self.firstContactTries
        case .timedOut, .broken: true
        default: false
        }
    }

    private func wait(before attempt: Int, _ request: StorageRequest) async throws(StorageError) {
        let full = min(Self.firstDelay << Int64(attempt - 1), Self.longestDelay)
        do { try await clock.sleep(full / 2 + .random(in: 0...full / 2)) } catch {
            throw StorageError(.cancelled, request.subject(in: place), "cancelled while waiting to try again")
        }
    }

    private func unreached(_ error: TransferError, _ request: StorageRequest) -> StorageError {
        if case .cancelled = error.kind {
            return StorageError(.cancelled, request.subject(in: place), "cancelled")
        }
        var told = error
        told.address = place.origin
        let isConnection = error.isConnectFailure
        return StorageError(
            .unavailable,
            request.subject(in: place),
            told.message,
            hint: isConnection ? "check the endpoint, the network and the proxy" : told.hint
        )
    }
}

/// How checksums are asked for and told.
enum StorageChecksum {
    /// Wishes that the service checks what comes, and keeps it.
    static let wish = "x-amz-sdk-checksum-algorithm"
    static let header = "x-amz-checksum-sha256"
}
