import Synchronization

/// What was told, in its order.
final class Notes<Note: Sendable>: Sendable {
    private let list = Mutex<[Note]>([])

    var all: [Note] { list.withLock { $0 } }

    func add(_ notes: [Note]) {
        list.withLock { $0 += notes }
    }
}
