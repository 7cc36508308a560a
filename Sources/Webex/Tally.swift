import Synchronization

/// What a session has asked of the service so far.
package struct Tally: Sendable, Equatable {
    /// Requests of the API that were sent, each try counted; downloads and token renewals not.
    package var requests = 0
    /// Tries beyond the first, of calls and downloads.
    package var retries = 0
    /// Milliseconds that calls were held up by the rate limit and by Retry-After, added up over all of them.
    package var waited: Int64 = 0
    /// Bytes of bodies that came in, of calls and downloads.
    package var bytesIn: Int64 = 0
    /// Downloads that came whole.
    package var downloads = 0

    package init() {}
}

/// The tally of a session as it grows; safe to call from any task and from the curl thread.
final class TallyCounter: Sendable {
    private let tally = Mutex(Tally())

    var now: Tally { tally.withLock { $0 } }

    func count(_ change: (inout Tally) -> Void) { tally.withLock { change(&$0) } }
}
