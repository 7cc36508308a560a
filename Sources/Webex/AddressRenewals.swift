import JSON
import Synchronization

/// Asks for signed addresses anew, ten tasks at a time when many are wanted at once.
///
/// The first ask goes out alone at once; those that come while four are under way share the next requests. So a
/// resumed export of N recordings costs about N/10 requests, not N. Safe to call from any task.
final class AddressRenewals: Sendable {
    /// Sends one `capture.query` for these tasks, and remembers what it says.
    typealias Ask = @Sendable (_ taskIDs: [String], _ options: JSONObject) async -> Result<Void, WebexError>

    private struct Wish: Sendable {
        let taskID: String
        let options: JSONObject
        let outcome = OneShot<Result<Void, WebexError>>()
    }

    private struct State {
        var wishes: [Wish] = []
        var running = 0
    }

    /// Most task ids of one request: the service refuses more.
    private static let batch = 10
    private static let atOnce = 4
    private let state = Mutex(State())

    /// Returns once the addresses of that task have been asked for with these options.
    func renew(taskID: String, options: JSONObject, ask: @escaping Ask) async throws(WebexError) {
        let wish = Wish(taskID: taskID, options: options)
        let starts = state.withLock { state in
            state.wishes.append(wish)
            guard state.running < Self.atOnce else { return false }
            state.running += 1
            return true
        }
        if starts { Task { await self.work(ask) } }
        let cancelled = WebexError(.cancelled, "cancelled while asking for a recording's address")
        try await wish.outcome.value(cancelled: .failure(cancelled)).get()
    }

    private func work(_ ask: Ask) async {
        while let wishes = next() {
            var taskIDs: [String] = []
            for wish in wishes where !taskIDs.contains(wish.taskID) { taskIDs.append(wish.taskID) }
            let result = await ask(taskIDs, wishes[0].options)
            for wish in wishes { wish.outcome.resolve(result) }
        }
    }

    /// The oldest wish and those like it, at most `batch` tasks; nil when there is none.
    private func next() -> [Wish]? {
        state.withLock { state in
            state.wishes.removeAll { $0.outcome.isResolved }
            guard let first = state.wishes.first else {
                state.running -= 1
                return nil
            }
            var taskIDs: Set<String> = []
            var taken: [Wish] = []
            state.wishes.removeAll { wish in
                let fits =
                    wish.options == first.options && (taskIDs.contains(wish.taskID) || taskIDs.count < Self.batch)
                guard fits else { return false }
                taskIDs.insert(wish.taskID)
                taken.append(wish)
                return true
            }
            return taken
        }
    }
}
