import Testing

@testable import Host

@Suite("Dates, durations and zones")
struct DatePhraseTests {
    /// Saturday 2026-11-21 20:15:30.500 UTC.
    private let now: Int64 = 1_795_292_130_500

    private func iso(_ text: String) throws -> Int64 {
        try #require(ISOTime.read(text)).local
    }

    @Test(
        "words are the instant at which they begin",
        arguments: [
            ("now", "2026-11-21T20:15:30.500"), ("today", "2026-11-21"), ("Yesterday", "2026-11-20"),
            ("this week", "2026-11-16"), ("last week", "2026-11-09"), ("last-week", "2026-11-09"),
            ("this month", "2026-11-01"), (" last  month ", "2026-10-01"), ("-7d", "2026-11-14T20:15:30.500"),
            ("-12h", "2026-11-21T08:15:30.500"), ("-2w", "2026-11-07T20:15:30.500"),
            ("-1d12h", "2026-11-20T08:15:30.500"),
        ]
    )
    func words(text: String, expected: String) throws {
        #expect(try DatePhrase(now: now, zone: .utc).instant(text) == iso(expected))
    }

    @Test(
        "ISO dates and times, with and without zone",
        arguments: [
            ("1970-01-01", 0), ("2026-11-01", 1_793_491_200_000), ("2024-02-29T12:00", 1_709_208_000_000),
            ("2026-11-01T10:30:15.25Z", 1_793_529_015_250), ("2026-11-01 10:30+02:00", 1_793_521_800_000),
            ("2026-11-01T10:30-0330", 1_793_541_600_000), ("1969-12-31T23:59:59Z", -1_000),
            ("1793491200000", 1_793_491_200_000),
        ]
    )
    func iso(text: String, expected: Int64) throws {
        #expect(try DatePhrase(now: now, zone: .utc).instant(text) == expected)
    }

    @Test(
        "what is no date is refused with the text",
        arguments: [
            "", "2026-02-30", "2025-02-29", "2026-13-01", "26-11-01", "2026-11-1", "2026-11-01T25:00", "2026-11-01T10",
            "2026-11-01T10:60", "2026-11-01Z", "2026-11-01T10:30+25:00", "+2026-11-1", "7d", "-7", "next week",
            "2026-11-01T10:30:15.", "tomorow", "12345",
        ]
    )
    func noDate(text: String) {
        let error = #expect(throws: HostError.self) { try DatePhrase(now: now, zone: .utc).instant(text) }
        #expect(error?.description.contains("'\(text)' is no date") == true)
    }

    @Test("a word with a typing error gets the word that was meant")
    func nearWord() {
        let error = #expect(throws: HostError.self) { try DatePhrase(now: now, zone: .utc).instant("yesteday") }
        #expect(error?.hint == "did you mean yesterday?")
    }

    @Test(
        "durations",
        arguments: [
            ("90s", 90_000), ("5m", 300_000), ("2h", 7_200_000), ("7d", 604_800_000), ("1h30m", 5_400_000),
            ("500ms", 500), ("2w", 1_209_600_000), ("0", 0),
        ]
    )
    func durations(text: String, expected: Int64) {
        #expect(DurationText.milliseconds(text) == expected)
    }

    @Test(
        "what is no duration",
        arguments: ["", "5", "m", "5x", "30m1h", "1h1h", "-5m", "1.5h", "99999999999999999d", "5 m"]
    )
    func noDuration(text: String) {
        #expect(DurationText.milliseconds(text) == nil)
    }

    @Test("every day of four centuries has one number and back")
    func civilDates() {
        for day in stride(from: -200_000, through: 200_000, by: 37) {
            #expect(CivilDate(daysSince1970: day).daysSince1970 == day)
        }
        #expect(CivilDate(daysSince1970: 0).weekday == 3)
        #expect(CivilDate(daysSince1970: -4).weekday == 6)
    }

    @Test("a zone's rule moves the midnights of summer and winter")
    func zoneRule() throws {
        let zone = try berlin()
        #expect(zone.offset(at: try iso("2026-07-01")) == 7_200)
        #expect(zone.offset(at: try iso("2026-12-01")) == 3_600)
        // The last Sunday of October 2026 is the 25th: at 01:00 UTC the clocks go back.
        #expect(zone.offset(at: try iso("2026-10-25T00:59:59")) == 7_200)
        #expect(zone.offset(at: try iso("2026-10-25T01:00")) == 3_600)
        #expect(try DatePhrase(now: now, zone: zone).instant("2026-07-01") == iso("2026-06-30T22:00"))
        #expect(try DatePhrase(now: now, zone: zone).instant("last month") == iso("2026-09-30T22:00"))
        #expect(try DatePhrase(now: now, zone: zone).instant("today") == iso("2026-11-20T23:00"))
    }

    @Test("a time that clocks show twice is the earlier one, a skipped one lies after the gap")
    func changingClocks() throws {
        let phrase = DatePhrase(now: now, zone: try berlin())
        #expect(try phrase.instant("2026-10-25T02:30") == iso("2026-10-25T00:30"))
        #expect(try phrase.instant("2026-03-29T02:30") == iso("2026-03-29T01:30"))
    }

    @Test("the changes within a year are found to the millisecond")
    func changes() throws {
        let changes = try berlin().changes(from: iso("2026-01-01"), to: iso("2027-01-01"))
        #expect(changes.map(\.offset) == [3_600, 7_200, 3_600])
        #expect(
            try changes.map(\.instant) == [iso("2026-01-01"), iso("2026-03-29T01:00"), iso("2026-10-25T01:00")]
        )
    }

    @Test("summer across the turn of the year, and days counted without February 29")
    func southernRule() throws {
        let rule = try #require(PosixZoneRule("<-03>3<-02>,M10.3.0/0,M2.4.0/0"))
        #expect(rule.offset(at: try iso("2026-01-15") / 1_000) == -7_200)
        #expect(rule.offset(at: try iso("2026-07-15") / 1_000) == -10_800)
        let counted = try #require(PosixZoneRule("AAA0BBB,J60/0,300/0"))
        #expect(counted.offset(at: try iso("2024-02-29T12:00") / 1_000) == 0)
        #expect(counted.offset(at: try iso("2024-03-01") / 1_000) == 3_600)
        #expect(PosixZoneRule("nonsense,") == nil)
    }

    @Test("UTC and fixed offsets need no zone files, other zones say what is missing")
    func withoutFiles() throws {
        let nowhere = "/nonexistent/zoneinfo"
        #expect(try ZoneRules(named: "UTC", folder: nowhere).offset(at: 0) == 0)
        #expect(try ZoneRules(named: "-03:30", folder: nowhere).offset(at: 0) == -12_600)
        let missing = #expect(throws: HostError.self) { try ZoneRules(named: "Europe/Berlin", folder: nowhere) }
        #expect(missing?.hint?.contains("tzdata") == true)
        let folder = TemporaryFolder()
        try folder.write("Broken", "TZif")
        for name in ["Broken", "Europe/Nowhere", "../etc/passwd", ""] {
            let error = #expect(throws: HostError.self) { try ZoneRules(named: name, folder: folder.path) }
            #expect(error?.kind == .invalid)
        }
    }

    /// Berlin by its rule alone, read from a zone file of one type and no table.
    private func berlin() throws -> ZoneRules {
        let folder = TemporaryFolder()
        let header = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
        func counts(types: UInt8) -> [UInt8] {
            [UInt8](repeating: 0, count: 19) + [types] + [0, 0, 0, 4]
        }
        let type: [UInt8] = [0, 0, 0x0e, 0x10, 0, 0] + Array("CET\0".utf8)
        let part = header + counts(types: 1) + type
        let bytes = part + part + Array("\nCET-1CEST,M3.5.0,M10.5.0/3\n".utf8)
        try folder.write("Zone", String(decoding: bytes, as: UTF8.self))
        return try ZoneRules(named: "Zone", folder: folder.path)
    }
}
