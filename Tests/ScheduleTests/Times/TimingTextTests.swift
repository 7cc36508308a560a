import Host
import Schedule
import Testing

@Suite("Times of schedules in plain English")
struct TimingTextTests {
    @Test(
        "an expression is told as people say it",
        arguments: [
            ("15 2 * * *", "every day at 02:15"), ("@daily", "every day at 00:00"), ("@hourly", "every hour"),
            ("* * * * *", "every minute"), ("*/15 * * * *", "every 15 minutes"), ("0 */6 * * *", "every 6 hours"),
            ("5 */6 * * *", "every 6 hours at minute 5"), ("20 * * * *", "every hour at minute 20"),
            ("0,20 * * * *", "every hour at minutes 0 and 20"),
            ("0 8,12 * * 1-5", "on Mondays to Fridays at 08:00 and 12:00"),
            ("0 8 * * 6,0", "on Saturdays and Sundays at 08:00"), ("@weekly", "on Sundays at 00:00"),
            ("@monthly", "on day 1 of the month at 00:00"), ("@yearly", "on day 1 of the month in January at 00:00"),
            ("0 4 * 6-8 *", "every day in June to August at 04:00"),
            ("0 4 L * *", "on the last day of the month at 04:00"),
            ("0 4 LW * *", "on the month's last day from Monday to Friday at 04:00"),
            ("0 4 * * 1#1", "on the first Monday of the month at 04:00"),
            ("0 4 * * 5L", "on the last Friday of the month at 04:00"),
            ("0 4 */10 * 1", "on Mondays that are days 1, 11, 21 and 31 of the month at 04:00"),
            ("0 4 1,15 * 1", "on days 1 and 15 of the month and on Mondays at 04:00"),
            ("*/10 9-17 * * 1-5", "every 10 minutes in the hours 09 to 17 on Mondays to Fridays"),
            ("* 3 * * *", "every minute in the hour 03"),
            ("7,8,9,10 9-17 * * *", "every day at minutes 7, 8, 9 and 10 in the hours 09 to 17"),
        ]
    )
    func cron(_ text: String, _ expected: String) throws {
        #expect(try Timing(cron: text, zone: .utc).explained == expected)
    }

    @Test("an interval is told in its largest whole unit")
    func every() throws {
        #expect(try Timing(every: 900_000, zone: .utc).explained == "every 15 minutes")
        #expect(try Timing(every: 86_400_000, zone: .utc).explained == "every day")
        #expect(try Timing(every: 5_400_000, zone: .utc).explained == "every 90 minutes")
    }

    @Test("the text is as typed, but for spaces, and two timings are the same by text and zone")
    func text() throws {
        let timing = try Timing(cron: " 15\t2  * * * ", zone: .utc)
        #expect(timing.text == "15 2 * * *")
        #expect(try timing == Timing(cron: "15 2 * * *", zone: .utc))
        #expect(try timing != Timing(cron: "15 2 * * *", zone: ZoneRules(named: "Europe/Berlin")))
        #expect(try Timing(every: 5_400_000, zone: .utc).text == "every 1h30m")
    }
}
