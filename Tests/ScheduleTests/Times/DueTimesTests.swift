import Host
import Schedule
import Testing

@Suite("Due times of a schedule")
struct DueTimesTests {
    private func schedule(_ name: String, _ timing: Timing, jitter: Int64 = 0) -> ScheduleDefinition {
        var schedule = ScheduleDefinition(
            name: name,
            file: "/s/\(name).yaml",
            work: .script("/s/a.lua"),
            folder: "/s",
            timing: timing
        )
        schedule.jitter = jitter
        return schedule
    }

    @Test("jitter is always the same for a name, in whole seconds, and lies anywhere in its length")
    func jitter() throws {
        let daily = try Timing(cron: "@daily", zone: .utc)
        let delays = (1...1_000).map { DueTimes(schedule("s\($0)", daily, jitter: 300_000)).delay }
        #expect(delays.allSatisfy { (0..<300_000).contains($0) && $0 % 1_000 == 0 })
        // Of 300 seconds a thousand names leave few out, and none has many.
        #expect(Set(delays).count > 270)
        let counts = Dictionary(delays.map { ($0, 1) }, uniquingKeysWith: +)
        #expect((counts.values.max() ?? 0) < 15)
        // What other machines and other days must find, too.
        #expect(DueTimes(schedule("nightly", daily, jitter: 300_000)).delay == 26_000)
        #expect(DueTimes(schedule("nightly", daily)).delay == 0)
        #expect(DueTimes(schedule("nightly", daily, jitter: 999)).delay == 0)
    }

    @Test("jitter moves each time, and nothing else")
    func moved() throws {
        let hourly = try Timing(cron: "@hourly", zone: .utc)
        let due = DueTimes(schedule("nightly", hourly, jitter: 600_000))
        #expect(due.delay > 0)
        #expect(due.next(after: 0) == due.delay)
        #expect(due.next(after: due.delay) == 3_600_000 + due.delay)
        let found = try #require(due.latest(after: 0, through: 7_200_000))
        #expect(found == (3_600_000 + due.delay, due.delay, 2))
        #expect(due.latest(after: due.delay, through: 3_600_000 + due.delay - 1) == nil)
    }

    @Test("the identity changes with times, zone and jitter, and with nothing else")
    func identity() throws {
        let daily = try Timing(cron: "@daily", zone: .utc)
        let identities = [
            DueTimes(schedule("a", daily)).identity,
            DueTimes(schedule("a", daily, jitter: 5_000)).identity,
            DueTimes(schedule("a", try Timing(cron: "@hourly", zone: .utc))).identity,
            DueTimes(schedule("a", try Timing(cron: "@daily", zone: ZoneRules(named: "Europe/Berlin")))).identity,
        ]
        #expect(Set(identities).count == 4)
        #expect(DueTimes(schedule("b", daily)).identity == identities[0])
    }

    @Test("the latest of a time, the first and their number are those that are met one by one")
    func latest() throws {
        var random = SeededNumbers(seed: 41)
        var compared = 0
        for _ in 0..<300 {
            let expression = RandomCron(&random)
            guard let timing = try? Timing(cron: expression.text, zone: expression.zone) else { continue }
            let start = expression.start(&random)
            let end = start + Int64.random(in: 0...20 * 86_400_000, using: &random)
            let times = met(timing, after: start, through: end)
            let found = timing.latest(after: start, through: end)
            #expect(found?.first == times.first, "\(expression.text) \(timing.zone.name) \(start) \(end)")
            #expect(found?.latest == times.last, "\(expression.text) \(timing.zone.name) \(start) \(end)")
            #expect(found?.count ?? 0 == times.count, "\(expression.text) \(timing.zone.name) \(start) \(end)")
            compared += times.isEmpty ? 0 : 1
        }
        #expect(compared > 100)
    }

    /// One by one.
    private func met(_ timing: Timing, after start: Int64, through end: Int64) -> [Int64] {
        var times: [Int64] = []
        while let next = timing.next(after: times.last ?? start), next <= end { times.append(next) }
        return times
    }

    @Test("years of every minute cost no more than a day of it")
    func years() throws {
        let minutely = try Timing(cron: "* * * * *", zone: ZoneRules(named: "Europe/Berlin"))
        let start: Int64 = 1_767_225_600_000
        let end = start + 10 * 365 * 86_400_000
        let clock = ContinuousClock()
        var found: (latest: Int64, first: Int64, count: Int)?
        let taken = clock.measure { for _ in 0..<20 { found = minutely.latest(after: start, through: end) } }
        #expect(try #require(found) == (end, start + 60_000, 10 * 365 * 1_440))
        // One by one it is a hundred million of them.
        #expect(taken < .seconds(20))
    }
}
