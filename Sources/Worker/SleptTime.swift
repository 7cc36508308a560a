/// The time of a run that only plans: nobody waits for it.
///
/// Where every coroutine waits and at least one of them sleeps, it moves on to the earliest end of a sleep.
/// So ten coroutines that sleep ten seconds at once are ten seconds ahead together, and what waits for an answer of the host is
/// not overtaken by what sleeps.
struct SleptTime<Sleeper> {
    /// Milliseconds that the run is ahead of the clock.
    private(set) var ahead: Int64 = 0
    /// Those that sleep, the one that ends first last.
    private var asleep: [(end: Int64, task: Int, sleeper: Sleeper)] = []

    /// The longest sleep, in milliseconds: a hundred years, beyond which instants would not fit.
    private static var longest: Int64 { 100 * 366 * 86_400_000 }

    /// Lays one to sleep; of several that end together, the first to begin wakes first.
    mutating func lay(_ sleeper: Sleeper, task: Int, now: Int64, milliseconds: Int64) {
        let end = now + min(max(0, milliseconds), Self.longest)
        var low = 0
        var high = asleep.count
        while low < high {
            let middle = (low + high) / 2
            if asleep[middle].end > end { low = middle + 1 } else { high = middle }
        }
        asleep.insert((end, task, sleeper), at: low)
    }

    /// Moves on to the earliest end of a sleep; gives those that it ends, none where nobody sleeps.
    mutating func pass(now: Int64) -> [Sleeper] {
        guard let first = asleep.last else { return [] }
        ahead += max(0, first.end - now)
        var woken: [Sleeper] = []
        while let last = asleep.last, last.end <= first.end { woken.append(asleep.removeLast().sleeper) }
        return woken
    }

    /// Ends the sleep of a task, where it sleeps.
    mutating func end(_ task: Int) -> Sleeper? {
        guard let place = asleep.firstIndex(where: { $0.task == task }) else { return nil }
        return asleep.remove(at: place).sleeper
    }
}
