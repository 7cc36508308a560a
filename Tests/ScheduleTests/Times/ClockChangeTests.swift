import Host
import Schedule
import Testing

@Suite("Schedules where clocks change")
struct ClockChangeTests {
    /// Each with what its clocks show before, and all that follows by hand.
    @Test(
        "a fixed time that is skipped runs once right after the gap, and one that comes twice runs the first time",
        arguments: [
            // Berlin skips 02:00 to 03:00, and has it twice in autumn.
            ("30 2 * * *", "Europe/Berlin", "2026-03-28 12:00", ["2026-03-29 03:00 +2", "2026-03-30 02:30 +2"]),
            ("30 2 * * *", "Europe/Berlin", "2026-10-24 12:00", ["2026-10-25 02:30 +2", "2026-10-26 02:30 +1"]),
            // All of them fall on the end of the gap, where one of them is due anyway.
            (
                "0,15,30 2,3 * * *", "Europe/Berlin", "2026-03-28 12:00",
                ["2026-03-29 03:00 +2", "2026-03-29 03:15 +2", "2026-03-29 03:30 +2", "2026-03-30 02:00 +2"]
            ),
            ("59 1 * * *", "Europe/Berlin", "2026-03-28 12:00", ["2026-03-29 01:59 +1", "2026-03-30 01:59 +2"]),
            // New York changes at 02:00 of its own clocks.
            ("0 2 * * *", "America/New_York", "2026-03-07 12:00", ["2026-03-08 03:00 -4", "2026-03-09 02:00 -4"]),
            (
                "0,30 1 * * *", "America/New_York", "2026-10-31 12:00",
                ["2026-11-01 01:00 -4", "2026-11-01 01:30 -4", "2026-11-02 01:00 -5"]
            ),
            // Lord Howe changes by half an hour.
            (
                "15 2 * * *", "Australia/Lord_Howe", "2026-10-03 12:00",
                ["2026-10-04 02:30 +11", "2026-10-05 02:15 +11"]
            ),
            (
                "45 1 * * *", "Australia/Lord_Howe", "2026-04-04 12:00",
                ["2026-04-05 01:45 +11", "2026-04-06 01:45 +10:30"]
            ),
            // Midnight itself is skipped.
            ("0 0 * * *", "America/Santiago", "2026-09-05 12:00", ["2026-09-06 01:00 -3", "2026-09-07 00:00 -3"]),
            ("30 0 * * *", "Asia/Beirut", "2026-03-28 12:00", ["2026-03-29 01:00 +3", "2026-03-30 00:30 +3"]),
            // And the hour before midnight comes twice.
            ("30 23 * * *", "America/Santiago", "2026-04-04 12:00", ["2026-04-04 23:30 -3", "2026-04-05 23:30 -4"]),
            // Samoa had no 30 December 2011: what was due that day ran when the next began.
            (
                "15 2 * * *", "Pacific/Apia", "2011-12-29 12:00",
                ["2011-12-31 00:00 +14", "2011-12-31 02:15 +14", "2012-01-01 02:15 +14"]
            ),
            // Beyond the tables of zone files a rule goes on.
            ("30 2 * * *", "Europe/Berlin", "2101-03-26 12:00", ["2101-03-27 03:00 +2", "2101-03-28 02:30 +2"]),
        ]
    )
    func fixedTimes(_ cron: String, _ zone: String, _ start: String, _ expected: [String]) throws {
        #expect(try ShownTime.next(expected.count, cron, zone, after: start) == expected)
    }

    @Test(
        "an expression whose minute or hour begins with * follows elapsed time",
        arguments: [
            (
                "*/30 * * * *", "Europe/Berlin", "2026-03-29 01:15",
                ["2026-03-29 01:30 +1", "2026-03-29 03:00 +2", "2026-03-29 03:30 +2"]
            ),
            (
                "30 * * * *", "Europe/Berlin", "2026-10-25 01:30",
                ["2026-10-25 02:30 +2", "2026-10-25 02:30 +1", "2026-10-25 03:30 +1"]
            ),
            // Nothing is made up for.
            ("*/30 2 * * *", "Europe/Berlin", "2026-03-28 12:00", ["2026-03-30 02:00 +2", "2026-03-30 02:30 +2"]),
            (
                "*/20 2 * * *", "Australia/Lord_Howe", "2026-10-03 12:00",
                ["2026-10-04 02:40 +11", "2026-10-05 02:00 +11"]
            ),
            ("*/30 0 * * *", "America/Santiago", "2026-09-05 12:00", ["2026-09-07 00:00 -3", "2026-09-07 00:30 -3"]),
        ]
    )
    func intervals(_ cron: String, _ zone: String, _ start: String, _ expected: [String]) throws {
        #expect(try ShownTime.next(expected.count, cron, zone, after: start) == expected)
    }

    @Test("every: counts from 1970 on, whatever the clocks do, so that all machines agree")
    func every() throws {
        let zone = try ZoneRules(named: "Europe/Berlin")
        let timing = try Timing(every: 6 * 3_600_000, zone: zone)
        let start = ShownTime.instant("2026-03-28 20:00", zone)
        #expect(
            ShownTime.times(4, timing, after: start).map { ShownTime.text($0, zone) }
                == ["2026-03-29 01:00 +1", "2026-03-29 08:00 +2", "2026-03-29 14:00 +2", "2026-03-29 20:00 +2"]
        )
        #expect(try Timing(every: 420_000, zone: zone).next(after: 0) == 420_000)
        #expect(try Timing(every: 420_000, zone: zone).next(after: 420_000) == 840_000)
        #expect(try Timing(every: 420_000, zone: zone).next(after: -1) == 0)
    }

    @Test("a fixed offset has no changes")
    func fixedOffset() throws {
        #expect(
            try ShownTime.next(2, "30 2 29 3 *", "+05:30", after: "2026-01-01 00:00")
                == ["2026-03-29 02:30 +5:30", "2027-03-29 02:30 +5:30"]
        )
    }
}
