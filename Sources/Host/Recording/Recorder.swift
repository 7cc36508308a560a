import JSON
import Synchronization
import Webex
import Wire

/// Records a run: every effect with its answer, and which answers the script got together.
///
/// The script goes on when it has done all it can and an answer is there: with all that have come until then.
final class Recorder: DoorKeeper {
    private let discretion: Discretion
    private let clock: WallClock
    private let send: @Sendable ([UInt8]) -> Void
    private let state: Mutex<State>

    private struct State {
        var file: RecordingFile
        var asked: [UInt64: AskedEffect] = [:]
        /// Answers that the script has not got yet, as they came.
        var ready: [(id: UInt64, answer: Wire.Answer)] = []
        var isAwaited = false
        var turns: Int64 = 0
        var effects: Int64 = 0
    }

    /// Begins a recording.
    ///
    /// - Parameters:
    ///   - file: where it goes.
    ///   - header: what it says of the run.
    ///   - clock: the time of day.
    ///   - redaction: the secrets of this process.
    ///   - send: takes frames to the worker.
    init(
        _ file: RecordingFile,
        _ header: RecordingHeader,
        clock: WallClock,
        redaction: Redaction,
        send: @escaping @Sendable ([UInt8]) -> Void
    ) {
        discretion = Discretion(redaction)
        self.clock = clock
        self.send = send
        var state = State(file: file)
        state.file.append(discretion.applied(to: header.line.encoded()) + [UInt8(ascii: "\n")])
        self.state = Mutex(state)
    }

    func take(_ request: Request, _ arguments: JSONValue, id: UInt64) -> Bool {
        let asked = AskedEffect(request, arguments, discretion)
        state.withLock { $0.asked[id] = asked }
        return true
    }

    func answered(_ answer: Wire.Answer, to id: UInt64) {
        state.withLock { state in
            state.ready.append((id, answer))
            turn(&state)
        }
    }

    func cancelled(_ id: UInt64) {
        state.withLock { state in
            state.ready.removeAll { $0.id == id }
            enter(id, turn: nil, answer: nil, &state)
        }
    }

    func turnAwaited() {
        state.withLock { state in
            state.isAwaited = true
            turn(&state)
        }
    }

    /// Writes what is left and gives the file its name.
    ///
    /// - Throws: what kept anything of it from being written.
    func end(exitCode: Int32) throws(HostError) {
        let outcome = state.withLock { state in
            for id in state.asked.keys.sorted() { enter(id, turn: nil, answer: nil, &state) }
            let end: JSONValue = ["end": ["exit_code": .integer(Int64(exitCode)), "effects": .integer(state.effects)]]
            state.file.append(end.encoded() + [UInt8(ascii: "\n")])
            return Result { () throws(HostError) in try state.file.commit() }
        }
        try outcome.get()
    }

    /// Keeps nothing of a run that did nothing.
    func drop() { state.withLock { $0.file.drop() } }

    private func turn(_ state: inout State) {
        guard state.isAwaited, !state.ready.isEmpty else { return }
        state.isAwaited = false
        state.turns += 1
        let turn = RecordedEffect.Turn(number: state.turns, time: clock.now())
        var frames = PayloadWriter()
        for (id, answer) in state.ready {
            enter(id, turn: turn, answer: answer, &state)
            answer.write(to: &frames, id: id)
        }
        state.ready = []
        Turn(time: turn.time).write(to: &frames)
        send(frames.bytes)
    }

    private func enter(_ id: UInt64, turn: RecordedEffect.Turn?, answer: Wire.Answer?, _ state: inout State) {
        guard let asked = state.asked.removeValue(forKey: id) else { return }
        state.effects += 1
        let kept = EffectKind(asked).isPerformed ? nil : answer
        state.file.append(RecordedEffect.line(asked, number: id, turn: turn, answer: kept, discretion))
    }
}
