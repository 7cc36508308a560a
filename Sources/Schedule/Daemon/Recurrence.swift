import ServiceLifecycle
import Webex

/// Does something again and again, and at once when it is woken, until the daemon ends.
struct Recurrence: Service {
    private let alarm: Alarm
    private let clock: WallClock
    private let pace: Int64
    private let isWantedAtTheEnd: Bool
    private let work: @Sendable () async -> Void

    /// - Parameters:
    ///   - pace: milliseconds from the end of one time to the next.
    ///   - clock: by which they pass.
    ///   - alarm: wakes it.
    ///   - isWantedAtTheEnd: whether it is done once more when the daemon ends.
    ///   - work: what is done; a cancel of its task must end it.
    init(
        every pace: Int64,
        clock: WallClock,
        alarm: Alarm = Alarm(),
        isWantedAtTheEnd: Bool = false,
        _ work: @escaping @Sendable () async -> Void
    ) {
        self.pace = pace
        self.clock = clock
        self.alarm = alarm
        self.isWantedAtTheEnd = isWantedAtTheEnd
        self.work = work
    }

    func run() async {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                await work()
                guard !Task.isCancelled else { break }
                await alarm.sleep(pace, clock)
            }
        }
        if isWantedAtTheEnd, !Task.isCancelled { await work() }
    }
}
