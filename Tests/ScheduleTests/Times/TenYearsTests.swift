import Glibc
import Host
import Schedule
import TestSupport
import Testing

@Suite("Ten simulated years of schedules")
struct TenYearsTests {
    private static let start: Int64 = 1_767_225_600_000
    private static let end: Int64 = 2_082_758_400_000

    /// Every zone of tzdata, by all its names.
    private static func zones() -> [ZoneRules] { zones(in: "") }

    private static func zones(in folder: String) -> [ZoneRules] {
        SmallFile.names("/usr/share/zoneinfo/" + folder).sorted().flatMap { name -> [ZoneRules] in
            // The same zones again, some with leap seconds.
            if ["posix", "right"].contains(name) { return [] }
            let path = folder.isEmpty ? name : folder + "/" + name
            if let zone = try? ZoneRules(named: path) { return [zone] }
            var status = stat()
            let isFolder = stat("/usr/share/zoneinfo/" + path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            return isFolder ? zones(in: path) : []
        }
    }

    /// Zones whose clocks are set alike in these years, one of each.
    private static let distinct: [ZoneRules] = {
        var seen: Set<String> = []
        return zones().filter { zone in
            var text = ""
            var instant = start - 86_400_000
            while instant < end {
                let stretch = zone.stretch(at: instant)
                text += "\(max(stretch.start, start)) \(stretch.offset), "
                instant = stretch.end
            }
            return seen.insert(text).inserted
        }
    }()

    @Test("there are all the zones, and of each the stretches agree with its offsets")
    func stretches() {
        let zones = Self.zones()
        #expect(zones.count > 500)
        for zone in zones {
            var instant = Self.start
            while instant < Self.end {
                let stretch = zone.stretch(at: instant)
                #expect(stretch.start <= instant && instant < stretch.end)
                for probe in [stretch.start, instant, min(stretch.end, Self.end) - 1] {
                    #expect(Int64(zone.offset(at: probe)) * 1_000 == stretch.offset, "\(zone.name) \(probe)")
                }
                #expect(zone.stretch(at: stretch.start) == stretch, "\(zone.name) \(stretch.start)")
                if stretch.end < Self.end {
                    #expect(zone.stretch(at: stretch.end).offset != stretch.offset, "\(zone.name)")
                }
                instant = stretch.end
            }
        }
    }

    @Test(
        "in every zone a daily time comes once each day, in order, at its time or at the end of a gap",
        arguments: ["30 2 * * *", "0 0 * * *"]
    )
    func daily(_ cron: String) throws {
        let time: Int64 = cron == "0 0 * * *" ? 0 : 150
        var (gaps, times) = (0, 0)
        for zone in Self.distinct {
            let timing = try Timing(cron: cron, zone: zone)
            var last = Self.start
            var lastDay: Int64?
            while let next = timing.next(after: last), next <= Self.end {
                let local = (next + Int64(zone.offset(at: next)) * 1_000)
                let minute = local.quotientFlooring(60_000)
                if next <= last { Issue.record("\(zone.name): \(next) comes after \(last)") }
                if let lastDay, minute / 1_440 != lastDay + 1 {
                    Issue.record("\(zone.name): \(ShownTime.text(next, zone)) is not on the next day")
                }
                if minute % 1_440 != time || local % 60_000 != 0 {
                    gaps += 1
                    let before = Int64(zone.offset(at: next - 1)) * 1_000 + next
                    let meant = (minute - minute % 1_440 + time) * 60_000
                    let isGap = zone.stretch(at: next).start == next && before <= meant && meant < local
                    if !isGap { Issue.record("\(zone.name): \(ShownTime.text(next, zone)) is no end of a gap") }
                }
                (last, lastDay) = (next, minute / 1_440)
                times += 1
            }
            // 3,652 days; what is due as the first or last day changes is within them or not.
            #expect(timing.latest(after: Self.start, through: Self.end)?.latest == last)
        }
        #expect(abs(times - Self.distinct.count * 3_652) <= Self.distinct.count)
        #expect(gaps > 20)
    }

    @Test("in every zone an hourly time comes once each hour that goes by")
    func hourly() throws {
        for zone in Self.distinct {
            let found = try #require(Timing(cron: "@hourly", zone: zone).latest(after: Self.start, through: Self.end))
            // Where clocks change by half an hour, each change makes an hour half as long again.
            let changes = zone.changes(from: Self.start, to: Self.end).map(\.offset)
            let halves = zip(changes, changes.dropFirst()).count { ($1 - $0) % 3_600 != 0 }
            let hours = Int((Self.end - Self.start) / 3_600_000)
            #expect(abs(found.count - hours + halves / 2) <= 1, "\(zone.name)")
        }
        // One by one around the changes of a few, the odd ones among them.
        for name in [
            "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca",
        ] {
            let zone = try ZoneRules(named: name)
            let timing = try Timing(cron: "@hourly", zone: zone)
            var change = zone.stretch(at: Self.start).end
            while change < Self.end {
                var last = change - 86_400_000
                while let next = timing.next(after: last), next < change + 86_400_000 {
                    let isWhole = (next + Int64(zone.offset(at: next)) * 1_000) % 3_600_000 == 0
                    if !isWhole || next <= last { Issue.record("\(name): \(ShownTime.text(next, zone))") }
                    if last >= change - 82_800_000, ![1_800_000, 3_600_000, 5_400_000].contains(next - last) {
                        Issue.record("\(name): \(next - last) ms to \(ShownTime.text(next, zone))")
                    }
                    last = next
                }
                change = zone.stretch(at: change).end
            }
        }
    }
}
