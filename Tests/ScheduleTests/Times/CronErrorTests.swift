import Host
import Schedule
import Testing

@Suite("Cron expressions that are none")
struct CronErrorTests {
    @Test(
        "what is wrong is told with its field, its value and the way out",
        arguments: [
            ("", "says no time; write five fields such as \"15 2 * * *\", or @daily"),
            (
                "15 2 * *",
                "\"15 2 * *\" has 4 fields instead of five; write minute, hour, day of the month, month and day of the week, such as \"15 2 * * *\""
            ),
            (
                "0 15 2 * * *",
                "\"0 15 2 * * *\" has 6 fields instead of five; write minute, hour, day of the month, month and day of the week, such as \"15 2 * * *\""
            ),
            ("60 2 * * *", "minute: 60 is out of range; it goes from 0 to 59"),
            ("0 24 * * *", "hour: 24 is out of range; it goes from 0 to 23"),
            ("0 0 0 * *", "day of the month: 0 is out of range; it goes from 1 to 31"),
            ("0 0 * 13 *", "month: 13 is out of range; it goes from 1 to 12 or JAN to DEC"),
            ("0 0 * * 8", "day of the week: 8 is out of range; it goes from 0 to 7 or SUN to SAT"),
            ("x 0 * * *", "minute: \"x\" is none; write 0 to 59, or *"),
            ("1,,2 0 * * *", "minute: a value is missing in \"\"; write 0 to 59, or *"),
            ("-5 0 * * *", "minute: a value is missing in \"-5\"; write 0 to 59, or *"),
            ("0 0 * MON *", "month: \"MON\" is none; write 1 to 12 or JAN to DEC, or *"),
            ("0 22-2 * * *", "hour: \"22-2\" goes backwards; write two ranges with a comma between them"),
            ("0 2 * * FRI-SUN", "day of the week: \"FRI-SUN\" goes backwards; as the last day of a range Sunday is 7"),
            ("*/0 * * * *", "minute: \"*/0\" has no number above 0 as its step"),
            ("*/-5 * * * *", "minute: \"*/-5\" has no number above 0 as its step"),
            (
                "*/90 * * * *",
                "minute: the step of \"*/90\" is longer than 0 to 59; for time that goes by write every: 90m"
            ),
            (
                "0 0 * * 1#6",
                "day of the week: \"1#6\" names no week of a month; 1#2 is the second Monday, 1#5 the fifth"
            ),
            (
                "0 0 30 2 *",
                "day of the month: \"30\" of the month \"2\" never comes, since there are at most 29 days; write a day from 1 to 29, or L for the last one of each month"
            ),
            (
                "0 0 31 APR,jun */1",
                "day of the month: \"31\" of the month \"APR,jun\" never comes, since there are at most 30 days; write a day from 1 to 30, or L for the last one of each month"
            ),
            (
                "0 0 */31 * MON#2",
                "no day is \"*/31\" in the month and \"MON#2\" in the week, so it never comes; where one of the two begins with * a day must be right by both"
            ),
            (
                "@reboot",
                "\"@reboot\" is no time that is known; write five fields, or @annually, @daily, @hourly, @midnight, @monthly, @weekly, @yearly"
            ),
            ("@every 5m", "\"@every 5m\" is no time that is known; write every: 15m instead of when"),
        ]
    )
    func refused(_ cron: String, _ expected: String) {
        let error = #expect(throws: HostError.self) { try Timing(cron: cron, zone: .utc) }
        #expect(error?.description == expected)
        #expect(error?.subject == "")
    }

    @Test("an interval is ten seconds to a year long")
    func intervals() throws {
        let short = #expect(throws: HostError.self) { try Timing(every: 9_999, zone: .utc) }
        #expect(
            short?.description
                == "every 9s999ms is out of range; take 10s to 366d; a date in the year is written as when: \"0 3 1 4 *\""
        )
        let none = #expect(throws: HostError.self) { try Timing(every: 0, zone: .utc) }
        #expect(none?.description.hasPrefix("every 0ms is out of range") == true)
        #expect(throws: HostError.self) { try Timing(every: 367 * 86_400_000, zone: .utc) }
        #expect(try Timing(every: 10_000, zone: .utc).text == "every 10s")
        #expect(try Timing(every: 5_430_500, zone: .utc).text == "every 5430500ms")
    }

    @Test("a day that comes only now and then is found, decades away")
    func rare() throws {
        // 29 February is a Sunday every 28 years, and 40 years apart around 2100, which is no leap year.
        #expect(
            try ShownTime.next(3, "0 0 29 2 */7", "UTC", after: "2026-01-01 00:00")
                == ["2032-02-29 00:00 +0", "2060-02-29 00:00 +0", "2088-02-29 00:00 +0"]
        )
        #expect(try ShownTime.next(1, "0 0 29 2 */7", "UTC", after: "2090-01-01 00:00") == ["2128-02-29 00:00 +0"])
        #expect(try ShownTime.next(1, "0 0 * 2 MON#5", "UTC", after: "2025-01-01 00:00") == ["2044-02-29 00:00 +0"])
    }
}
