import JSON
import Synchronization
import Webex
import Wire

/// Replays a recording: answers every effect from it, and ends the run at the first that is not there.
///
/// Answers come to the script in the turns in which it got them when it was recorded, as far as it asks for them: what several
/// coroutines share, a request or a round of waiting, then comes out the same. Where it asks in another order, what was
/// recorded first comes first.
final class Replayer: DoorKeeper {
    private let recording: Recording
    private let discretion: Discretion
    private let send: @Sendable ([UInt8]) -> Void
    private let differs: @Sendable (String) -> Void
    private let state: Mutex<State>

    /// An effect that is to be answered.
    fileprivate struct Pending {
        /// Where its answer comes from.
        enum Source {
            case recorded(place: Int)
            /// Entries of other requests, each with the number that it has now.
            case composed([RecordingIndex.Part], items: [Int64?])
            /// It is carried out; nil until that is done.
            case performed(Wire.Answer?)
            /// A wait of so many milliseconds that was not recorded to its end.
            case sleep(Int64)
            /// It was under way when the recorded run let go of it.
            case never
        }

        var source: Source
        var title: String
        var turn: RecordedEffect.Turn?
        var place = Int.max
    }

    private struct State {
        var index: RecordingIndex
        var pending: [UInt64: Pending] = [:]
        var isAwaited = false
        var hasEnded = false
        /// The time of the turn before.
        var time: Int64
    }

    /// Replays a recording.
    ///
    /// - Parameters:
    ///   - recording: what is replayed.
    ///   - redaction: the secrets of this process.
    ///   - send: takes frames to the worker.
    ///   - differs: hears how the run differs; it must end then.
    init(
        _ recording: Recording,
        redaction: Redaction,
        send: @escaping @Sendable ([UInt8]) -> Void,
        differs: @escaping @Sendable (String) -> Void
    ) {
        self.recording = recording
        self.send = send
        self.differs = differs
        discretion = Discretion(redaction)
        state = Mutex(State(index: RecordingIndex(recording), time: recording.header.started))
    }

    func take(_ request: Request, _ arguments: JSONValue, id: UInt64) -> Bool {
        let asked = AskedEffect(request, arguments, discretion)
        let kind = EffectKind(asked)
        return state.withLock { state in
            guard !state.hasEnded else { return false }
            guard let pending = pending(asked, kind, &state) else {
                // Of a run that ended early nobody knows what else it would have asked.
                let isOver = recording.exitCode != ExitCode.done && state.index.missing.isEmpty
                let difference = ReplayDifference(asked, recording, state.index).description
                end(isOver ? endOfRecording([kind.title]) : difference, &state)
                return false
            }
            state.pending[id] = pending
            return kind.isPerformed
        }
    }

    func answered(_ answer: Wire.Answer, to id: UInt64) {
        state.withLock { state in
            guard state.pending[id] != nil else { return }
            state.pending[id]?.source = .performed(answer)
            turn(&state)
        }
    }

    func cancelled(_ id: UInt64) { state.withLock { _ = $0.pending.removeValue(forKey: id) } }

    func turnAwaited() {
        state.withLock { state in
            state.isAwaited = true
            turn(&state)
        }
    }

    /// What was recorded and has not been asked; nil when all was.
    func missing() -> ReplayDifference? {
        let missing = state.withLock { $0.index.missing }
        let names = missing.compactMap { place, items -> [String]? in
            guard let asked = try? recording.effect(recording.entries[place]).asked else { return nil }
            guard !asked.entries.isEmpty else { return [ComparedEffect(asked, files: recording.files).name] }
            return asked.entries.filter { draft in items.isEmpty || draft.item.map(items.contains) ?? false }
                .map { ComparedEffect($0).name }
        }.flatMap(\.self)
        // A file is written piece by piece, and told once.
        var told: Set<String> = []
        let each = names.filter { told.insert($0).inserted }
        return each.isEmpty ? nil : ReplayDifference(missing: each, in: recording)
    }

    /// Where the answer to an effect comes from; nil when the recording does not have it.
    private func pending(_ asked: AskedEffect, _ kind: EffectKind, _ state: inout State) -> Pending? {
        if let place = state.index.take(asked.identity) {
            let turn = recording.entries[place].turn
            let unanswered: Pending.Source = kind.sleep.map { .sleep($0) } ?? .never
            let source: Pending.Source =
                kind.isPerformed ? .performed(nil) : turn == nil ? unanswered : .recorded(place: place)
            return Pending(source: source, title: kind.title, turn: turn, place: place)
        }
        if kind.isPerformed { return Pending(source: .performed(nil), title: kind.title) }
        if let milliseconds = kind.sleep { return Pending(source: .sleep(milliseconds), title: kind.title) }
        guard let parts = state.index.take(asked.entries) else { return nil }
        let first = parts.map(\.request).min() ?? 0
        return Pending(
            source: .composed(parts, items: asked.entries.map(\.item)),
            title: kind.title,
            turn: recording.entries[first].turn,
            place: first
        )
    }

    /// Gives the worker its next turn, once it waits for one and nothing is being carried out.
    private func turn(_ state: inout State) {
        guard state.isAwaited, !state.hasEnded, !state.pending.values.contains(where: \.isBeingPerformed) else {
            return
        }
        let group = next(&state)
        guard !group.isEmpty else {
            return end(endOfRecording(Set(state.pending.values.map(\.title))), &state)
        }
        state.isAwaited = false
        var frames = PayloadWriter()
        for (id, pending) in group {
            state.pending[id] = nil
            do { try answer(pending).write(to: &frames, id: id) } catch { return end("\(error)", &state) }
        }
        Turn(time: state.time).write(to: &frames)
        send(frames.bytes)
    }

    private func endOfRecording(_ titles: Set<String>) -> String {
        "the recording \(recording.path) ends here: it has no answer to \(titles.sorted().joined(separator: ", ")), "
            + "since the run was over before one came (exit code \(recording.exitCode))"
    }

    /// What is answered in the next turn, in the order in which it was recorded.
    private func next(_ state: inout State) -> [(id: UInt64, pending: Pending)] {
        let all = state.pending.map { (id: $0.key, pending: $0.value) }
        let own = all.filter { if case .performed = $0.pending.source { $0.pending.turn == nil } else { false } }
        if !own.isEmpty { return own.sorted { $0.id < $1.id } }
        if let turn = all.compactMap(\.pending.turn).min(by: { $0.number < $1.number }) {
            state.time = turn.time
            let group = all.filter { $0.pending.turn == turn }
            return group.sorted { ($0.pending.place, $0.id) < ($1.pending.place, $1.id) }
        }
        // Nothing else can come, so time passes until the shortest wait is over.
        let waits = all.compactMap { entry -> (milliseconds: Int64, id: UInt64)? in
            if case .sleep(let milliseconds) = entry.pending.source { (milliseconds, entry.id) } else { nil }
        }
        guard let wait = waits.min(by: <), let pending = state.pending[wait.id] else { return [] }
        state.time += max(0, min(wait.milliseconds, Self.longestWait))
        return [(wait.id, pending)]
    }

    /// A hundred years, in milliseconds.
    private static let longestWait: Int64 = 100 * 366 * 86_400_000

    private func answer(_ pending: Pending) throws(HostError) -> Wire.Answer {
        switch pending.source {
        case .recorded(let place): return try recording.effect(recording.entries[place]).answer ?? .done
        case .composed(let parts, let items): return try composed(parts, items)
        case .performed(let answer): return answer ?? .done
        case .sleep, .never: return .done
        }
    }

    /// The answer to a request for many, of the answers to those that held its entries.
    private func composed(_ parts: [RecordingIndex.Part], _ items: [Int64?]) throws(HostError) -> Wire.Answer {
        var answers: [Int: (answer: Wire.Answer, entries: [Int64: JSONValue])] = [:]
        var entries: [JSONValue] = []
        for (part, item) in zip(parts, items) {
            if answers[part.request] == nil {
                let answer = try recording.effect(recording.entries[part.request]).answer ?? .done
                // One that was refused whole tells nothing of its entries: so is this, and the script asks again.
                guard answer.succeeded else { return answer }
                answers[part.request] = (answer, BulkAnswer.entries(answer))
            }
            guard let entry = answers[part.request]?.entries[part.item] else { continue }
            entries.append(BulkAnswer.entry(entry, numbered: item))
        }
        let head = parts.first.flatMap { answers[$0.request] }.flatMap { try? JSONValue(parsing: $0.answer.head) }
        return BulkAnswer.answer(entries, head: head ?? ["status": 207])
    }

    private func end(_ text: String, _ state: inout State) {
        state.hasEnded = true
        differs(text)
    }
}

extension Replayer.Pending {
    fileprivate var isBeingPerformed: Bool {
        if case .performed(let answer) = source { answer == nil } else { false }
    }
}
