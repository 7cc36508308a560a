import JSON
import Synchronization
import Webex

/// A worker that serves as long as its run goes on: functions of a plugin, or rules, called one at a time and in order.
///
/// A call that takes too long, or crashes the worker, ends it; the next call starts another. After some deaths none is started
/// any more. Safe to call from any task.
final class ServedRun: Sendable {
    /// Makes the run of one worker.
    typealias Maker = @Sendable (ServedLink) throws -> Run

    /// Milliseconds that a call gets where nothing else is said.
    static let patience: Int64 = 5000
    /// Milliseconds that a worker gets to start in, on a busy machine too; its calls have theirs from when it takes them.
    static let startUp: Int64 = 30_000
    private struct Worker {
        let link: ServedLink
        let run: Run
        let work: Task<Void, Never>
    }

    private struct State {
        var worker: Worker?
        var deaths = 0
        /// Why it is given up.
        var isOff: ServedFailure?
        var isBusy = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let make: Maker
    private let clock: WallClock
    /// Deaths after which no further worker is started.
    private let mostDeaths: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - clock: the time of day.
    ///   - mostDeaths: how often a worker may die before no further one is started.
    ///   - make: makes the run of a worker, which is started by the first call that needs it.
    init(clock: WallClock, mostDeaths: Int = 3, make: @escaping Maker) {
        self.clock = clock
        self.mostDeaths = mostDeaths
        self.make = make
    }

    /// Whether it has died too often, and is called no more.
    var isOff: Bool { state.withLock { $0.isOff != nil } }

    /// Calls a function.
    ///
    /// - Parameters:
    ///   - function: its name.
    ///   - arguments: a list of what it is given.
    ///   - patience: milliseconds that it gets.
    ///   - counts: whether a death counts against it.
    ///   - prepare: gives the worker's run what the call needs.
    /// - Returns: the list of what it returned.
    /// - Throws: `ServedFailure`.
    func call(
        _ function: String,
        _ arguments: JSONValue,
        within patience: Int64 = patience,
        countingDeaths counts: Bool = true,
        preparing prepare: @Sendable (Run) -> Void = { _ in }
    ) async throws(ServedFailure) -> JSONValue {
        await takeTurn()
        defer { passTurn() }
        if let off = state.withLock({ $0.isOff }) { throw off }
        let result: Result<JSONValue, ServedFailure>
        do {
            let worker = try started(patience)
            prepare(worker.run)
            let watch = CallWatch(clock) { await worker.run.timeOut() }
            watch.begin(Self.startUp)
            result = await withTaskCancellationHandler {
                await worker.link.ask(function, arguments) { watch.begin(patience) }
            } onCancel: {
                worker.run.interrupt()
            }
            let isInTime = watch.end()
            // The next call must not meet what is about to end.
            if !isInTime || result.isDeath { await worker.work.value }
        } catch {
            result = .failure(ServedFailure("\(error)", isDeath: true))
        }
        if counts, result.isDeath { noteDeath() }
        return try result.get()
    }

    /// Ends the worker; what it is doing gets that long.
    func close(within grace: Int64 = patience) async {
        guard let worker = state.withLock({ $0.worker }) else { return }
        worker.link.finish()
        let watch = Task { [clock] in
            try await clock.sleep(grace)
            worker.run.interrupt()
        }
        await worker.work.value
        watch.cancel()
    }

    private func started(_ patience: Int64) throws -> Worker {
        if let worker = state.withLock({ $0.worker }), !worker.link.hasEnded { return worker }
        let link = ServedLink()
        let run = try make(link)
        run.isHeard { end in
            let patience = link.isWaiting ? Self.startUp : patience
            link.end(ServedFailure(end, run.request.limits, patience: patience))
        }
        let work = Task {
            let outcome = await run.run()
            link.end(ServedFailure(outcome.failure.map(Console.unstyled) ?? "ended before it answered", isDeath: true))
        }
        let worker = Worker(link: link, run: run, work: work)
        state.withLock { $0.worker = worker }
        return worker
    }

    private func noteDeath() {
        state.withLock { state in
            state.deaths += 1
            guard state.deaths >= mostDeaths else { return }
            state.isOff = ServedFailure("is not asked any more since its worker ended \(state.deaths) times")
        }
    }

    private func takeTurn() async {
        await withCheckedContinuation { continuation in
            let isMine = state.withLock { state in
                guard state.isBusy else {
                    state.isBusy = true
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isMine { continuation.resume() }
        }
    }

    private func passTurn() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.waiting.isEmpty else {
                state.isBusy = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}

extension Result where Success == JSONValue, Failure == ServedFailure {
    fileprivate var isDeath: Bool { if case .failure(let failure) = self { failure.isDeath } else { false } }
}
