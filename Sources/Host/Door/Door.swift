import JSON
import Synchronization
import Wire

import class Webex.Redaction

/// The one door: every effect of a script comes through here, and is answered from here.
///
/// Effects run concurrently, each in a task of its own, but for a few that are answered in order, on the thread that
/// listens; so are notices taken. What an
/// effect may do is decided by its handler; what every effect must pass stands in `perform`.
final class Door: Sendable {
    /// Carries out an effect: its arguments, and bytes that are no JSON.
    typealias EffectHandler = @Sendable (JSONValue, [UInt8]) async throws -> Answer
    /// Carries out an effect at once, on the thread that listens: for what must be done in the order it was asked.
    typealias OrderedHandler = @Sendable (JSONValue, [UInt8]) throws -> Answer
    /// Takes note of what a script tells.
    typealias NoticeHandler = @Sendable (JSONValue, [UInt8]) -> Void

    /// The rows and steps that the effect or notice which is being handled was asked within.
    @TaskLocal static var scope = ""

    /// The name under which a handler takes every effect that has none of its own.
    static let anyOther = "*"
    /// Effects that may be under way at once; a worker holds itself to fewer.
    private static let mostEffects = 4096

    private let effects: [String: EffectHandler]
    private let ordered: [String: OrderedHandler]
    private let notices: [String: NoticeHandler]
    private let redaction: Redaction
    private let send: @Sendable ([UInt8]) -> Void
    /// Who takes answers to the worker, where they do not go as they come.
    private let keeper: (any DoorKeeper)?
    private let underWay = Mutex<[UInt64: Task<Void, Never>]>([:])

    /// A door with these handlers by the names of what they take.
    ///
    /// - Parameters:
    ///   - effects: answer what a script wants done.
    ///   - ordered: answer what is to be done in order, and takes no time worth telling.
    ///   - notices: hear what it tells.
    ///   - redaction: the secrets that no failure tells a script.
    ///   - keeper: sees every effect before it is carried out, and answers; nil where a run is neither recorded nor replayed.
    ///   - send: takes frames to the worker.
    init(
        effects: [String: EffectHandler],
        ordered: [String: OrderedHandler],
        notices: [String: NoticeHandler],
        redaction: Redaction,
        keeper: (any DoorKeeper)? = nil,
        send: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.effects = effects
        self.ordered = ordered
        self.notices = notices
        self.redaction = redaction
        self.keeper = keeper
        self.send = send
    }

    /// Takes an effect, a notice or a cancel that the worker sent.
    func take(_ frame: Frame) {
        switch frame.kind {
        case .effect: takeEffect(frame)
        case .notice: note(frame)
        case .cancel:
            keeper?.cancelled(frame.id)
            underWay.withLock { $0[frame.id] }?.cancel()
        case .start, .answer, .turn, .ending: break
        }
    }

    /// Cancels what is under way and waits until all of it has let go.
    func close() async {
        let tasks = underWay.withLock { Array($0.values) }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    private func takeEffect(_ frame: Frame) {
        do {
            let request = try Request(frame)
            if let keeper, try !keeper.take(request, Self.arguments(request), id: frame.id) { return }
            guard let handler = ordered[request.name] else { return begin(request, frame.id) }
            let arguments = try Self.arguments(request)
            reply(try Self.$scope.withValue(request.scope) { try handler(arguments, request.data) }, to: frame.id)
        } catch {
            reply(failure(error), to: frame.id)
        }
    }

    private func begin(_ request: Request, _ id: UInt64) {
        // Made under the lock, so that a short effect cannot end before it is entered.
        let isTaken = underWay.withLock { underWay in
            guard underWay.count < Self.mostEffects else { return false }
            underWay[id] = Task { await answer(request, id) }
            return true
        }
        guard !isTaken else { return }
        let problem = HostError(.invalid, "worker", "has more than \(Self.mostEffects) effects under way")
        reply(failure(problem), to: id)
    }

    private func answer(_ request: Request, _ id: UInt64) async {
        let answer = await perform(request)
        underWay.withLock { _ = $0.removeValue(forKey: id) }
        if !Task.isCancelled { reply(answer, to: id) }
    }

    private func reply(_ answer: Answer, to id: UInt64) {
        if let keeper { return keeper.answered(answer, to: id) }
        var frames = PayloadWriter()
        answer.write(to: &frames, id: id)
        send(frames.bytes)
    }

    private func perform(_ request: Request) async -> Answer {
        do {
            guard let handler = effects[request.name] ?? effects[Self.anyOther] else {
                throw HostError(.invalid, request.name, "is no effect that this host knows")
            }
            let arguments = try Self.arguments(request)
            return try await Self.$scope.withValue(request.scope) { try await handler(arguments, request.data) }
        } catch {
            return failure(error)
        }
    }

    private func failure(_ error: any Error) -> Answer { EffectFailure.answer(error, redaction) }

    private func note(_ frame: Frame) {
        guard let request = try? Request(frame), let arguments = try? Self.arguments(request) else { return }
        if request.name == Turn.awaited { keeper?.turnAwaited() }
        Self.$scope.withValue(request.scope) { notices[request.name]?(arguments, request.data) }
    }

    private static func arguments(_ request: Request) throws -> JSONValue {
        request.arguments.isEmpty ? .null : try JSONValue(parsing: request.arguments)
    }
}

extension Answer {
    /// An effect that succeeded, with a value.
    init(_ head: JSONValue, body: Body = .none) { self.init(succeeded: true, head: head.encoded(), body: body) }

    /// An effect that succeeded and has nothing to say.
    static let done = Answer(succeeded: true)
}
