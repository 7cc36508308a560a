import Synchronization

/// The recordings that come later than their tasks: whether they are there yet.
///
/// Safe to call from any task.
final class LateRecordings: Sendable {
    /// When they come by themselves, in milliseconds since 1970.
    private let time: Int64
    private let haveCome = Atomic<Bool>(false)

    init(at time: Int64) {
        self.time = time
    }

    func isMissing(at now: Int64) -> Bool { now < time && !haveCome.load(ordering: .relaxed) }

    /// Has them come now.
    func come() { haveCome.store(true, ordering: .relaxed) }
}
