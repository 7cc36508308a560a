import Synchronization

/// How many requests came for each path, for tests and benchmarks that compare it with the least possible.
///
/// Safe to call from any task.
final class TrafficCount: Sendable {
    private struct State {
        var requests: [String: Int] = [:]
        var mediaBytes = 0
    }

    private let state = Mutex(State())

    /// Counts one request; `route` is the method and the path with its ids in braces.
    func add(_ route: String) { state.withLock { $0.requests[route, default: 0] += 1 } }

    /// Counts bytes of audio and transcripts that were promised to clients.
    func addMedia(bytes: Int) { state.withLock { $0.mediaBytes += bytes } }

    /// All counts by route, in the order of their names, and the media bytes.
    var counts: (requests: [(route: String, count: Int)], mediaBytes: Int) {
        state.withLock { state in
            (state.requests.sorted { $0.key < $1.key }.map { (route: $0.key, count: $0.value) }, state.mediaBytes)
        }
    }
}
