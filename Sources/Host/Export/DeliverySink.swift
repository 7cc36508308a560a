import JSON
import Synchronization
import Webex

/// A sink besides the folder, whichever way it takes recordings.
enum DeliverySink: Sendable {
    case stream(any StreamSink)
    case file(any FileSink)

    /// Its name in the ledger and in messages.
    var name: String {
        switch self {
        case .stream(let sink): sink.name
        case .file(let sink): sink.name
        }
    }

    /// Looks whether the place is there and takes what is sent.
    func check() async throws {
        switch self {
        case .stream(let sink): try await sink.check()
        case .file(let sink): try await sink.check()
        }
    }
}

/// The sinks of a run: each made once of what a script gave, and looked at before its first recording.
final class DeliverySinks: Sendable {
    /// Makes a sink of what came over; nil for what is none of its kind.
    typealias Maker = @Sendable (JSONValue) throws -> DeliverySink?

    /// Milliseconds for which a sink that is not there is not looked for again.
    private static let patience: Int64 = 10_000
    /// Sinks of which is kept what they are; what a script makes beyond is made anew each time.
    private static let most = 256

    private let makers: [Maker]
    private let clock: WallClock
    private let state = Mutex(State())

    private struct State {
        var sinks: [[UInt8]: DeliverySink] = [:]
        var checks: [String: (started: Int64, check: Task<Void, any Error>)] = [:]
    }

    init(_ makers: [Maker], clock: WallClock) {
        self.makers = makers
        self.clock = clock
    }

    /// The sink that a value stands for.
    ///
    /// - Throws: `HostError` for what is none.
    func sink(_ value: JSONValue) throws -> DeliverySink {
        let key = value.sorted().encoded()
        if let known = state.withLock({ $0.sinks[key] }) { return known }
        for maker in makers {
            guard let made = try maker(value) else { continue }
            return state.withLock { state in
                let sink = state.sinks[key] ?? made
                // A plugin's has a worker of its own; there are no more of them than plugins say.
                if case .stream = sink, state.sinks.count >= Self.most { return sink }
                state.sinks[key] = sink
                return sink
            }
        }
        throw HostError(
            .invalid,
            value.string ?? "sinks",
            value.string == nil ? "holds what is no sink" : "is no sink that is there",
            hint: "give what s3.bucket returns, or PLUGIN/SINK of a plugin that is enabled"
        )
    }

    /// Waits until it is known whether a sink takes what is sent; asked of the sink once for all that wait.
    ///
    /// - Throws: what the sink says; it is asked again a while later. `CancellationError` when the task was cancelled.
    func ready(_ sink: DeliverySink) async throws {
        while true {
            let now = clock.now()
            let check = state.withLock { state in
                if let known = state.checks[sink.name] { return known.check }
                if state.checks.count >= Self.most { state.checks.removeAll() }
                let check = Task { try await sink.check() }
                state.checks[sink.name] = (now, check)
                return check
            }
            do {
                return try await withTaskCancellationHandler {
                    try await check.value
                } onCancel: {
                    check.cancel()
                }
            } catch {
                let isBrokenOff = check.isCancelled
                state.withLock { state in
                    guard let known = state.checks[sink.name], known.check == check else { return }
                    if isBrokenOff || now - known.started > Self.patience { state.checks[sink.name] = nil }
                }
                // Another one that waited was cancelled, and the look with it.
                guard isBrokenOff, !Task.isCancelled else { throw error }
            }
        }
    }

    /// Has a sink that did not take something looked at again before the next: when it is gone, all that follow hear of it at
    /// once, and do not each try it for as long as that takes.
    func failed(_ sink: DeliverySink) { state.withLock { $0.checks[sink.name] = nil } }
}
