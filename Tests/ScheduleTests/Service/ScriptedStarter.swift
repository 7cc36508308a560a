import Host
import Schedule
import Synchronization

/// Starts runs that do what a test says: they live on when their scheduler is gone, like processes.
final class ScriptedStarter: RunStarter {
    /// A run as the journal of runs would have it.
    struct Run {
        var schedule: String
        var ways: [RunOrder.Way] = []
        var standing = RunStanding.running
        var interrupts = 0
        var kills = 0
        fileprivate var waiting: [Int: CheckedContinuation<RunStanding, Never>] = [:]
    }

    private struct State {
        var runs: [String: Run] = [:]
        var running: Set<String> = []
        var order: [String] = []
        var refusals: [String: HostError] = [:]
        var blindness: HostError?
        var wrong: [String] = []
        var nextID = 0
    }

    private let state = Mutex(State())

    /// Each start, in order: the schedule, and whether it began or went on.
    var starts: [String] { state.withLock { $0.order } }
    /// What no starter should have been asked.
    var wrong: [String] { state.withLock { $0.wrong } }

    func run(_ id: String?) -> Run? { state.withLock { state in id.flatMap { state.runs[$0] } } }

    /// The ids of the runs of a schedule, in the order in which they began.
    func runs(of schedule: String? = nil) -> [String] {
        state.withLock { state in
            state.runs.filter { schedule == nil || $0.value.schedule == schedule }.map(\.key).sorted()
        }
    }

    /// The ids of those that run now, sorted.
    var running: [String] { state.withLock { $0.running.sorted() } }

    /// No run of this schedule can be started from now on; nil, and it can.
    func refuse(_ schedule: String, _ error: HostError?) { state.withLock { $0.refusals[schedule] = error } }

    /// Nobody can find out how a run stands from now on; nil, and they can.
    func blind(_ error: HostError?) { state.withLock { $0.blindness = error } }

    /// Ends a run, or says how one stands that nobody started here.
    func end(_ run: String, _ standing: RunStanding, of schedule: String = "") {
        let waiting = state.withLock { state in
            var ended = state.runs[run] ?? Run(schedule: schedule)
            ended.standing = standing
            defer { state.runs[run]?.waiting = [:] }
            state.runs[run] = ended
            if standing == .running { state.running.insert(run) } else { state.running.remove(run) }
            return standing == .running ? [:] : ended.waiting
        }
        for continuation in waiting.values { continuation.resume(returning: standing) }
    }

    func start(_ order: RunOrder) async throws(HostError) -> any StartedRun {
        let refusal = state.withLock { state in
            if let refusal = state.refusals[order.schedule.name] { return refusal as HostError? }
            let known = state.runs[order.run]
            if (known == nil) != (order.way == .begin) || known?.standing == .running {
                state.wrong.append(
                    "\(order.way) of \(order.run) of \(order.schedule.name), which is \(known?.standing as Any)"
                )
            }
            state.order.append("\(order.schedule.name) \(order.way)")
            var run = known ?? Run(schedule: order.schedule.name)
            run.ways.append(order.way)
            run.standing = .running
            state.runs[order.run] = run
            state.running.insert(order.run)
            return nil
        }
        if let refusal { throw refusal }
        return Started(starter: self, run: order.run)
    }

    func adopted(_ run: String) async throws(HostError) -> (any StartedRun)? {
        self.run(run)?.standing == .running ? Started(starter: self, run: run) : nil
    }

    func standing(of run: String) async throws(HostError) -> RunStanding {
        if let error = state.withLock({ $0.blindness }) { throw error }
        return self.run(run)?.standing ?? .unknown
    }

    private func change(_ run: String, _ body: (inout Run) -> Void) {
        state.withLock { state in
            if var changed = state.runs[run] {
                body(&changed)
                state.runs[run] = changed
            }
        }
    }

    private func end(of run: String) async -> RunStanding {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let standing = state.withLock { state -> RunStanding? in
                    guard let found = state.runs[run], found.standing == .running, !Task.isCancelled else {
                        return state.runs[run]?.standing ?? .unknown
                    }
                    state.runs[run]?.waiting[id] = continuation
                    return nil
                }
                if let standing { continuation.resume(returning: standing) }
            }
        } onCancel: {
            state.withLock { $0.runs[run]?.waiting.removeValue(forKey: id) }?.resume(returning: .cutOff)
        }
    }

    private struct Started: StartedRun {
        let starter: ScriptedStarter
        let run: String

        func end() async -> RunStanding { await starter.end(of: run) }
        func interrupt() { starter.change(run) { $0.interrupts += 1 } }
        func kill() { starter.change(run) { $0.kills += 1 } }
    }
}
