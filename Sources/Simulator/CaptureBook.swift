import Glibc

/// What was recorded of each task, worked out from its number like the tasks themselves.
///
/// Immutable, and so safe to share.
struct CaptureBook: Sendable {
    /// One file that was kept of a task.
    struct Capture: Sendable, Equatable {
        /// The task's number.
        let task: Int
        let part: Part

        /// What hides in the capture's id.
        var index: Int { task * Self.partsPerTask + part.number }

        static let partsPerTask = 16
    }

    /// The files that a task may have.
    enum Part: Sendable, Equatable {
        /// The whole main call.
        case stitched
        /// One stretch of the main call, counted from 0.
        case segment(Int)
        /// A call between agents aside.
        case consult
        /// The customer's talk with a virtual agent.
        case virtualAgent
        case transcript

        var number: Int {
            switch self {
            case .stitched: 0
            case .consult: 1
            case .virtualAgent: 2
            case .transcript: 3
            case .segment(let index): 4 + index
            }
        }
    }

    let tasks: TaskBook
    let ids: SeededID
    private let recordingSeconds: Int
    /// Whether calls have many lengths; else all have the same.
    private let isVaried: Bool

    init(tasks: TaskBook, recordingSeconds: Int, isVaried: Bool = false) {
        self.tasks = tasks
        self.isVaried = isVaried
        self.recordingSeconds = recordingSeconds
        ids = SeededID(tasks.hash, .capture)
    }

    /// The recordings of a task, in the order the service lists them.
    func recordings(of task: Int, segments: Bool, virtualAgents: Bool) -> [Capture] {
        guard tasks.isRecorded(task) else { return [] }
        var parts: [Part] = segments ? (0..<segmentCount(task)).map { .segment($0) } : [.stitched]
        if hasConsult(task) { parts.append(.consult) }
        if virtualAgents, hasVirtualAgent(task) { parts.append(.virtualAgent) }
        return parts.map { Capture(task: task, part: $0) }
    }

    /// The transcript of a task, if it has one.
    func transcript(of task: Int) -> Capture? {
        guard tasks.isRecorded(task), tasks.hash.happens(.capture, task, use: 3, inThousand: 300) else { return nil }
        return Capture(task: task, part: .transcript)
    }

    /// The capture of an id; nil when no task has it.
    func capture(id: String) -> Capture? {
        guard let index = ids.index(of: id) else { return nil }
        let task = index / Capture.partsPerTask
        guard task < tasks.count else { return nil }
        let candidates =
            recordings(of: task, segments: false, virtualAgents: true)
            + recordings(of: task, segments: true, virtualAgents: false) + [transcript(of: task)].compactMap(\.self)
        return candidates.first { $0.index == index }
    }

    /// How many seconds of audio a recording has.
    ///
    /// The segments of a call add up to the stitched one.
    func seconds(_ capture: Capture) -> Int {
        switch capture.part {
        case .stitched, .transcript: return callSeconds(capture.task)
        case .consult, .virtualAgent: return max(1, callSeconds(capture.task) / 2)
        case .segment(let index):
            let seconds = callSeconds(capture.task), count = segmentCount(capture.task)
            return seconds * (index + 1) / count - seconds * index / count
        }
    }

    /// When a recording began, in milliseconds since 1970.
    func startTime(_ capture: Capture) -> Int64 {
        let answered = tasks.createdTime(capture.task) + 5000
        guard case .segment(let index) = capture.part else { return answered }
        return answered + Int64(callSeconds(capture.task) * index / segmentCount(capture.task)) * 1000
    }

    /// Whether the recordings of a task come late, where any do.
    func isLate(_ task: Int) -> Bool { tasks.hash.happens(.capture, task, use: 7, inThousand: 200) }

    /// How long the main call was, in seconds: where calls vary, most are short and few are long, up to ten times the mean.
    private func callSeconds(_ task: Int) -> Int {
        guard isVaried else { return recordingSeconds }
        let chance = Double(tasks.hash.number(.capture, task, use: 8) >> 11) / Double(1 << 53)
        let seconds = -log(1 - chance) * Double(recordingSeconds)
        return max(1, min(Int(seconds.rounded()), 10 * recordingSeconds))
    }

    /// In how many stretches a call was recorded; never more than it has seconds.
    private func segmentCount(_ task: Int) -> Int {
        min(1 + tasks.hash.number(.capture, task, use: 1, below: 3), max(1, callSeconds(task)))
    }

    private func hasConsult(_ task: Int) -> Bool { tasks.hash.happens(.capture, task, use: 2, inThousand: 200) }

    private func hasVirtualAgent(_ task: Int) -> Bool { tasks.hash.happens(.capture, task, use: 4, inThousand: 150) }
}
