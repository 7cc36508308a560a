import Synchronization

/// How often each object was changed, for tests that prove that nothing was done twice.
///
/// Safe to call from any task.
final class WriteCount: Sendable {
    private let writes = Mutex<[String: Int]>([:])

    /// Counts a change that was made; `object` is its resource and id: `user/0a1b…`.
    func add(_ object: String) { writes.withLock { $0[object, default: 0] += 1 } }

    /// All counts, in the order of the objects.
    var counts: [(object: String, count: Int)] {
        writes.withLock { $0.sorted { $0.key < $1.key }.map { (object: $0.key, count: $0.value) } }
    }

    /// How many changes there were, of how many objects, and the most that one of them had.
    var totals: (writes: Int, objects: Int, most: Int) {
        writes.withLock { ($0.values.reduce(0, +), $0.count, $0.values.max() ?? 0) }
    }
}
