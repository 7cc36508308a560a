import Glibc
import Host
import Schedule
import TestSupport
import Testing

/// What is written for a schedule reads back as it was meant, and takes nobody's place unasked.
@Suite("Adding a schedule")
struct ScheduleAddingTests {
    private let place: TemporaryFolder
    private let folder: ScheduleFolder

    init() throws {
        place = try TemporaryFolder()
        folder = ScheduleFolder(place.path("schedules"), zones: ScheduleZones(Configuration()))
    }

    private func definition(
        _ name: String = "night",
        work: ScheduleDefinition.Work = .command(["recordings", "export"]),
        when: String = "15 2 * * 1-5"
    ) throws -> ScheduleDefinition {
        let zone = try ZoneRules(named: "Europe/Berlin")
        return ScheduleDefinition(
            name: name,
            file: "",
            work: work,
            folder: place.path,
            timing: try Timing(cron: when, zone: zone)
        )
    }

    private func text() -> String { place.text("schedules/night.yaml") ?? "" }

    @Test("everything that it has survives the way through its file, however odd")
    func everything() throws {
        var wanted = try definition()
        wanted.description = "calls: \"all\" # of them\nand more"
        wanted.arguments = [
            "--out", "a b", "", "-", "yes", "2026-01-01", "1e3", "é\u{7}\\", "{x}", "@y", "*", "null", "~",
        ]
        wanted.profile = "acme"
        wanted.jitter = 90_000
        wanted.overlap = .replace
        wanted.missed = .none
        wanted.deadline = 3_723_000
        wanted.limits.timeout = 3_600_000
        wanted.limits.cpuTime = 61_000
        wanted.limits.memory = (1 << 20) + 1
        wanted.limits.output = 3 << 10
        wanted.permissions.isReadOnly = true
        wanted.permissions.changes = 0
        wanted.permissions.allowsDeletes = true
        wanted.permissions.allowsRaw = true
        wanted.permissions.hosts = [try #require(HostGrant("[::1]:80")), try #require(HostGrant("*.example.com"))]
        wanted.allowsWrite = true
        wanted.retries = ScheduleDefinition.Retries(times: 2, backoff: 5_000, longest: 60_000)
        wanted.cutOff = .report
        wanted.notify = ["ops", "Team A, B"]
        let added = try folder.add(wanted, replacing: false)
        wanted.file = place.path("schedules/night.yaml")
        #expect(added == wanted)
        let listing = try folder.load()
        #expect(listing.problems.isEmpty, "\(listing.problems)")
        #expect(listing.definitions == [wanted])
        var status = stat()
        #expect(stat(wanted.file, &status) == 0 && status.st_mode & 0o077 == 0)
    }

    @Test("what is as usual is left out, and the zone is always there")
    func short() throws {
        var wanted = try definition(work: .script(place.path("schedules/a.lua")), when: "@daily")
        wanted.folder = place.path("schedules")
        _ = try folder.add(wanted, replacing: false)
        let lines = text().split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines == ["script: a.lua", "when: \"@daily\"", "zone: Europe/Berlin"])
        #expect(text().hasPrefix("# "))
    }

    @Test("an interval, a simulator and a script elsewhere are written as such")
    func interval() throws {
        var wanted = try definition(work: .script("/opt/a b.lua"))
        wanted.timing = try Timing(every: 5_400_000, zone: .utc)
        wanted.usesSimulator = true
        _ = try folder.add(wanted, replacing: false)
        #expect(text().contains("script: \"/opt/a b.lua\"\n"))
        #expect(text().contains("every: 1h30m\n") && text().contains("simulator: true\n"))
        #expect(try folder.load().definitions.first?.timing == wanted.timing)
    }

    @Test("a file that is there stays, unless it is to be replaced; its name counts without case and extension")
    func replacing() throws {
        _ = try folder.add(try definition(), replacing: false)
        let before = text()
        for name in ["night", "NIGHT"] {
            let error = #expect(throws: HostError.self) {
                try folder.add(try definition(name, when: "@hourly"), replacing: false)
            }
            #expect(error?.hint?.contains("--replace") == true)
        }
        #expect(text() == before)
        _ = try folder.add(try definition(when: "@hourly"), replacing: true)
        #expect(text().contains("@hourly"))
        #expect(place.files() == ["schedules/night.yaml"])
        #expect(rename(place.path("schedules/night.yaml"), place.path("schedules/night.yml")) == 0)
        let again = try folder.add(try definition(), replacing: true)
        #expect(again.file == place.path("schedules/night.yml") && place.files() == ["schedules/night.yml"])
    }

    @Test("what no file could say is refused, and nothing is written")
    func refused() throws {
        var wanted = try definition()
        wanted.jitter = 500_000_000
        #expect(throws: HostError.self) { try folder.add(wanted, replacing: false) }
        wanted = try definition("../x")
        #expect(throws: HostError.self) { try folder.add(wanted, replacing: false) }
        wanted = try definition()
        wanted.arguments = ["a\0b"]
        #expect(throws: HostError.self) { try folder.add(wanted, replacing: false) }
        #expect(place.files().isEmpty)
    }

    @Test("removing takes the file away, broken or not, and says where there is none")
    func removing() throws {
        _ = try folder.add(try definition(), replacing: false)
        try place.write("schedules/bad.yml", "::")
        #expect(try folder.remove("night") == place.path("schedules/night.yaml"))
        #expect(try folder.remove("bad") == place.path("schedules/bad.yml"))
        #expect(try folder.remove("night") == nil)
        for name in ["twin.yaml", "twin.yml"] { try place.write("schedules/" + name, "::") }
        #expect(throws: HostError.self) { try folder.remove("twin") }
        #expect(place.files().count == 2)
    }
}
