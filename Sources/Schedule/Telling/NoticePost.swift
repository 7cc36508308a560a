import Host
import Journal
import Logging
import Metrics
import Webex

/// Sends what people are to be told of schedules, until it was told or has become old.
///
/// A notice is forgotten after it was sent, so one whose process is killed between the two is sent once more by the
/// next: at least once, at most one more time for each such death. Within a channel the order is kept as far as sending
/// succeeds. A value; one process at a time may use it.
package struct NoticePost: Sendable {
    /// Milliseconds after which a notice that cannot be sent is given up.
    package static let patience: Int64 = 24 * 3_600_000
    /// Milliseconds until the next try, after the first, second, third … failed one; the last for all further ones.
    package static let pauses: [Int64] = [60_000, 5 * 60_000, 30 * 60_000, 3_600_000]
    /// What counts tries that failed, by `channel`.
    package static let failureMetric = "patchbay_notices_failed_total"

    private let store: any ScheduleStore
    private let sender: any MessageSender
    private let configuration: @Sendable () throws(HostError) -> Configuration
    private let schedule: @Sendable (String) async -> ScheduleDefinition?
    private let clock: WallClock
    private let log: Logger
    private let metrics: any MetricsFactory

    /// - Parameters:
    ///   - store: where the notices are.
    ///   - sender: sends.
    ///   - configuration: what `config.yaml` says now; asked in each round, so that a mended channel counts.
    ///   - schedule: the definition of that name; nil where its file is gone or broken.
    ///   - clock: the time.
    ///   - log: hears of what failed and what was given up.
    ///   - metrics: where failures are counted.
    package init(
        store: any ScheduleStore,
        sender: any MessageSender,
        configuration: @escaping @Sendable () throws(HostError) -> Configuration,
        schedule: @escaping @Sendable (String) async -> ScheduleDefinition?,
        clock: WallClock,
        log: Logger,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.store = store
        self.sender = sender
        self.configuration = configuration
        self.schedule = schedule
        self.clock = clock
        self.log = log
        self.metrics = metrics
    }

    /// What came of a round.
    package struct Round: Sendable, Equatable {
        package var sent = 0
        package var postponed = 0
        package var givenUp = 0

        package init() {}

        static func + (one: Round, other: Round) -> Round {
            var sum = one
            sum.sent += other.sent
            sum.postponed += other.postponed
            sum.givenUp += other.givenUp
            return sum
        }
    }

    /// Sends what is due now, each channel beside the others.
    ///
    /// A channel that fails is not asked for its further notices in this round, so a round takes no longer than the
    /// slowest channel's one failure.
    ///
    /// - Throws: `JournalError` when the store fails; what was sent by then may be sent once more.
    package func round() async throws(JournalError) -> Round {
        let now = clock.now()
        let all = try await store.notices(dueBy: .max)
        // With one that is due those before it of its schedule are tried too: no recovery is told before its failure.
        let lines = Set(all.filter { $0.next <= now }.map { [$0.schedule, $0.channel] })
        let due = all.filter { lines.contains([$0.schedule, $0.channel]) }
        guard !due.isEmpty else { return Round() }
        let known: Result<Configuration, HostError>
        do throws(HostError) { known = .success(try configuration()) } catch { known = .failure(error) }
        let outcomes = await withTaskGroup(of: Result<Round, JournalError>.self) { group in
            for (name, notices) in Dictionary(grouping: due, by: \.channel) {
                group.addTask {
                    do throws(JournalError) { return .success(try await deliver(notices, through: name, known)) } catch
                    {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var round = Round()
        for outcome in outcomes { round = round + (try outcome.get()) }
        return round
    }

    private func deliver(
        _ notices: [ScheduleNotice],
        through name: String,
        _ known: Result<Configuration, HostError>
    ) async throws(JournalError) -> Round {
        var round = Round()
        for notice in notices {
            do throws(HostError) {
                let channel = try known.get().channel(named: name)
                let message = await message(of: notice)
                try await sender.send(message, through: channel)
            } catch {
                // Nobody gave an answer because we are about to end: it is tried again by the next of us.
                if Task.isCancelled { return round }
                let isOver = try await fail(notice, error)
                round.givenUp += isOver ? 1 : 0
                round.postponed += isOver ? 0 : 1
                return round
            }
            try await store.forget(notice: notice.number)
            round.sent += 1
        }
        return round
    }

    private func message(of notice: ScheduleNotice) async -> Message {
        // Without its tick less can be told, and that it is told matters more.
        let tick: ScheduleTick?
        if let number = notice.tick { tick = try? await store.tick(number) } else { tick = nil }
        let definition = await schedule(notice.schedule)
        return NoticeText(notice: notice, tick: tick, schedule: definition, now: clock.now()).message
    }

    /// Enters that a notice could not be sent.
    ///
    /// - Returns: whether it was given up.
    private func fail(_ notice: ScheduleNotice, _ error: HostError) async throws(JournalError) -> Bool {
        Counter(label: Self.failureMetric, dimensions: [("channel", notice.channel)], factory: metrics).increment()
        let now = clock.now()
        var tried = notice
        tried.attempts += 1
        tried.failure = "\(error)"
        tried.next = now + Self.pauses[min(tried.attempts, Self.pauses.count) - 1]
        let facts: Logger.Metadata = [
            "schedule": .string(notice.schedule), "channel": .string(notice.channel),
            "kind": .string(notice.kind.rawValue), "attempts": .stringConvertible(tried.attempts),
        ]
        guard tried.next - notice.made < Self.patience else {
            log.error("a notice was given up: \(error)", metadata: facts)
            try await store.forget(notice: notice.number)
            return true
        }
        log.warning("a notice could not be sent, and is tried again: \(error)", metadata: facts)
        try await store.postpone(tried)
        return false
    }
}
