import JSON
import Synchronization
import Wire

/// The host's end of a worker that serves: hands it calls, one at a time, and takes what comes of each.
///
/// The worker asks for the next call with the result of the last one (`served_next`). It is not trusted: what it says of a call
/// that it was not given is refused. Safe to call from any task.
final class ServedLink: Sendable {
    private typealias Caller = CheckedContinuation<Result<JSONValue, ServedFailure>, Never>
    private typealias Worker = CheckedContinuation<Answer, any Error>

    private struct State {
        var last: Int64 = 0
        /// The call that waits for an answer.
        var caller: (id: Int64, continuation: Caller)?
        /// The call that no worker has taken yet, and who hears when one does.
        var waiting: (call: Answer, taken: @Sendable () -> Void)?
        /// The worker that waits for a call.
        var worker: Worker?
        var isFinished = false
        var end: ServedFailure?
    }

    private let state = Mutex(State())
    /// Letters of a problem that are told.
    private static let longestProblem = 2000
    private static let finished = Answer(["finished": true])

    /// Whether the worker has ended.
    var hasEnded: Bool { state.withLock { $0.end != nil } }

    /// Whether a call waits for a worker that has not begun to serve yet.
    var isWaiting: Bool { state.withLock { $0.waiting != nil } }

    /// Has a function called; answers when the worker has, or has ended.
    ///
    /// `taken` is told when the worker begins with it: before, it has only been starting.
    func ask(
        _ function: String,
        _ arguments: JSONValue,
        taken: @escaping @Sendable () -> Void
    ) async -> Result<JSONValue, ServedFailure> {
        await withCheckedContinuation { (continuation: Caller) in
            let (end, worker, call) = state.withLock { state -> (ServedFailure?, Worker?, Answer) in
                state.last += 1
                let call = Answer(
                    ["id": .integer(state.last), "function": .string(function)],
                    body: .json(arguments.encoded())
                )
                if let end = state.end { return (end, nil, call) }
                state.caller = (state.last, continuation)
                let worker = state.worker
                state.worker = nil
                if worker == nil { state.waiting = (call, taken) }
                return (nil, worker, call)
            }
            if let end { continuation.resume(returning: .failure(end)) }
            guard let worker else { return }
            taken()
            worker.resume(returning: call)
        }
    }

    /// `served_next`: takes the result of the last call, and waits for the next.
    func next(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Answer {
        try take(arguments)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: Worker) in
                var taken: (@Sendable () -> Void)?
                let answer = state.withLock { state -> Result<Answer, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.isFinished { return .success(Self.finished) }
                    if state.worker != nil {
                        return .failure(HostError(.invalid, "served_next", "is asked already"))
                    }
                    if let waiting = state.waiting {
                        state.waiting = nil
                        taken = waiting.taken
                        return .success(waiting.call)
                    }
                    state.worker = continuation
                    return nil
                }
                taken?()
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            releaseWorker()?.resume(throwing: CancellationError())
        }
    }

    /// Has the worker end when it has nothing to do.
    func finish() {
        let worker = state.withLock { state in
            state.isFinished = true
            defer { state.worker = nil }
            return state.worker
        }
        worker?.resume(returning: Self.finished)
    }

    /// The worker has ended: so has the call that it had; the first word counts.
    func end(_ failure: ServedFailure) {
        let caller = state.withLock { state in
            state.end = state.end ?? failure
            defer { state.caller = nil }
            return state.caller?.continuation
        }
        caller?.resume(returning: .failure(failure))
    }

    private func releaseWorker() -> Worker? {
        state.withLock { state in
            defer { state.worker = nil }
            return state.worker
        }
    }

    private func take(_ result: JSONValue) throws(HostError) {
        guard let id = result["id"]?.integer else { return }
        let caller = state.withLock { state -> Caller? in
            guard state.caller?.id == id, state.waiting == nil else { return nil }
            defer { state.caller = nil }
            return state.caller?.continuation
        }
        guard let caller else { throw HostError(.invalid, "served_next", "answers a call that nobody made") }
        if let values = result["values"]?.array {
            caller.resume(returning: .success(.array(values)))
        } else {
            let problem = result["problem"]?.string ?? "it failed without a word"
            caller.resume(returning: .failure(ServedFailure(String(problem.prefix(Self.longestProblem)))))
        }
    }
}
