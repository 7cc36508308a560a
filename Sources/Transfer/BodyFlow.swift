import Synchronization

/// Decides, piece by piece, whether the body of an answer may come, and holds the transfer while it may not.
///
/// A held transfer costs no thread: libcurl stops reading, the service is slowed down by its own connection, and other
/// transfers of the thread go on. Asked on the transfer's thread; `resume` may be called from any task.
package final class BodyFlow: Sendable {
    /// Whether a piece of so many bytes may come now; who says no calls `resume` later, also at once.
    package typealias Admission = @Sendable (_ count: Int, _ flow: BodyFlow) -> Bool

    private let admission: Admission
    private let wake = Mutex<(@Sendable () -> Void)?>(nil)

    package init(_ admission: @escaping Admission) { self.admission = admission }

    /// Lets a held transfer ask again; one that is not held, or over, is not touched.
    package func resume() { wake.withLock { $0 }?() }

    func admits(_ count: Int) -> Bool { admission(count, self) }

    /// Ties it to one transfer, for as long as that is under way.
    func bind(_ wake: (@Sendable () -> Void)?) { self.wake.withLock { $0 = wake } }
}
