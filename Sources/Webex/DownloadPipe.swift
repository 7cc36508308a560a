import Synchronization
import Transfer

/// What stands between a download and a target that takes its time: a few pieces, in their order.
///
/// The transfer's thread fills it and never waits; one task empties it. When it is full the transfer is held, and goes on
/// when the target has taken what is there.
final class DownloadPipe: DownloadTarget {
    private enum Piece {
        case bytes([UInt8])
        case restart
    }

    private struct State {
        var pieces: [Piece] = []
        var count = 0
        /// The transfer that is held because the pipe is full.
        var held: BodyFlow?
        var hasEnded = false
        /// What the target threw.
        var failure: (any Error)?
        var reader: CheckedContinuation<Void, Never>?
    }

    /// Bytes that may wait; the piece that goes beyond them is taken still.
    static let limit = 1 << 19

    private let state = Mutex(State())

    /// Nobody takes what is written any more.
    private struct Closed: Error {}

    /// Whether a piece may come; who is told no goes on when there is room.
    func admits(_ flow: BodyFlow) -> Bool {
        state.withLock { state in
            // After a failure the piece must come, to be told of it.
            guard state.failure == nil, state.count >= Self.limit else { return true }
            state.held = flow
            return false
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws { try put(.bytes(Array(bytes)), count: bytes.count) }

    func restart() throws { try put(.restart, count: 0) }

    private func put(_ piece: Piece, count: Int) throws {
        let reader = try state.withLock { state in
            if let failure = state.failure { throw failure }
            if state.hasEnded { throw Closed() }
            state.pieces.append(piece)
            state.count += count
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    /// Says that nothing more will come; what is still there is delivered, unless it is dropped.
    func end(dropping: Bool) {
        let reader = state.withLock { state in
            state.hasEnded = true
            if dropping { (state.pieces, state.count) = ([], 0) }
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    /// Hands everything to the target until the end.
    ///
    /// - Parameter target: what takes the bytes.
    /// - Returns: what it threw, if it did.
    func deliver(to target: any AsyncDownloadTarget) async -> (any Error)? {
        do {
            while true {
                let (pieces, hasEnded) = take()
                for piece in pieces {
                    switch piece {
                    case .bytes(let bytes): try await target.write(bytes)
                    case .restart: try await target.restart()
                    }
                }
                // Only now: what waits and what is being taken must not add up.
                letOn()
                if pieces.isEmpty {
                    if hasEnded { return nil }
                    await waitForPieces()
                }
            }
        } catch {
            state.withLock { $0.failure = error }
            letOn()
            return error
        }
    }

    private func take() -> (pieces: [Piece], hasEnded: Bool) {
        state.withLock { state in
            defer { state.pieces = [] }
            return (state.pieces, state.hasEnded)
        }
    }

    /// Makes room for as much as was taken, and lets a held transfer go on.
    private func letOn() {
        let held = state.withLock { state in
            state.count = state.pieces.reduce(0) { sum, piece in
                if case .bytes(let bytes) = piece { sum + bytes.count } else { sum }
            }
            defer { state.held = nil }
            return state.held
        }
        held?.resume()
    }

    private func waitForPieces() async {
        await withCheckedContinuation { continuation in
            let isDue = state.withLock { state in
                guard state.pieces.isEmpty, !state.hasEnded else { return true }
                state.reader = continuation
                return false
            }
            if isDue { continuation.resume() }
        }
    }
}
