import JSON
import Wire

/// Who stands at the door of a run that is recorded or replayed: sees every effect before it is carried out, and takes every
/// answer to the worker, a turn of its loop at a time.
///
/// A run without one has its answers sent as they come. Called from any thread.
protocol DoorKeeper: AnyObject, Sendable {
    /// Takes an effect that was asked, in the order of asking.
    ///
    /// - Returns: whether it is to be carried out; `answered` then hears what came of it.
    func take(_ request: Request, _ arguments: JSONValue, id: UInt64) -> Bool

    /// Takes the answer to an effect that was carried out.
    func answered(_ answer: Answer, to id: UInt64)

    /// Hears that nobody waits for an effect any more.
    func cancelled(_ id: UInt64)

    /// Hears that the worker has done what it can and waits for its next turn.
    func turnAwaited()
}
