/// The tasks of the org, worked out from their number whenever they are asked for: a million of them need no memory.
///
/// Task 0 is the oldest. Immutable, and so safe to share.
struct TaskBook: Sendable {
    /// The kinds of contacts, in the service's spelling.
    enum Channel: String, Sendable, CaseIterable {
        case telephony, chat, email, social
    }

    /// Tasks in so many share a burst of a few within one millisecond.
    private static let block = 64

    let count: Int
    let window: TimeWindow
    let hash: SeededHash
    let ids: SeededID
    private let burst: Range<Int>

    init(count: Int, burst: Int, window: TimeWindow, hash: SeededHash) {
        self.count = count
        self.window = window
        self.hash = hash
        ids = SeededID(hash, .task)
        let length = min(burst, count)
        self.burst = (count - length) / 2..<(count + length) / 2
    }

    /// When the task was created, in milliseconds since 1970.
    ///
    /// It never falls from one task to the next.
    func createdTime(_ task: Int) -> Int64 {
        let anchor = anchor(of: task)
        let fraction = Double(hash.number(.task, anchor, use: 1) >> 11) / Double(1 << 53)
        return window.time((Double(anchor) + fraction) / Double(count))
    }

    /// The first task created at `time` or later; `count` when there is none.
    func firstTask(createdAtOrAfter time: Int64) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if createdTime(middle) < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func channel(_ task: Int) -> Channel {
        switch hash.number(.task, task, use: 2, below: 100) {
        case ..<70: .telephony
        case ..<82: .chat
        case ..<94: .email
        default: .social
        }
    }

    /// Whether the caller hung up before an agent answered.
    ///
    /// Such a task has no owner, and nothing was recorded.
    func isAbandoned(_ task: Int) -> Bool { hash.happens(.task, task, use: 3, inThousand: 60) }

    /// Whether something of the task was recorded.
    func isRecorded(_ task: Int) -> Bool {
        channel(task) == .telephony && !isAbandoned(task) && hash.happens(.task, task, use: 4, inThousand: 900)
    }

    /// The number of the user who took the task; nil when nobody did.
    func owner(_ task: Int, of users: Int) -> Int? {
        guard users > 0, !isAbandoned(task), !hash.happens(.task, task, use: 5, inThousand: 10) else { return nil }
        return hash.number(.task, task, use: 6, below: users)
    }

    /// The number of the queue the task was in; nil when it ended before it came to one.
    func queue(_ task: Int, of queues: Int) -> Int? {
        guard queues > 0, !hash.happens(.task, task, use: 7, inThousand: 25) else { return nil }
        return hash.number(.task, task, use: 8, below: queues)
    }

    /// How long the contact took, in milliseconds.
    func duration(_ task: Int) -> Int64 { Int64(20_000 + hash.number(.task, task, use: 9, below: 600_000)) }

    /// The customer's telephone number.
    func customerNumber(_ task: Int) -> String {
        "+1408555" + String(10_000 + hash.number(.task, task, use: 10, below: 10_000)).dropFirst()
    }

    /// The task whose millisecond this one shares: itself, except within a burst.
    private func anchor(of task: Int) -> Int {
        if burst.contains(task) { return burst.lowerBound }
        let block = task / Self.block
        let start = block * Self.block + hash.number(.task, block, use: 11, below: Self.block - 8)
        let length = 2 + hash.number(.task, block, use: 12, below: 6)
        let meetsBurst = start < burst.upperBound && task >= burst.lowerBound
        return task > start && task < start + length && !meetsBurst ? start : task
    }
}
