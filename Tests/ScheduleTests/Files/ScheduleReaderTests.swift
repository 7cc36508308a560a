import Host
import Schedule
import Testing
import Webex

/// What the file of a schedule says, and what is wrong with one.
@Suite("The file of a schedule")
struct ScheduleReaderTests {
    private static let least = "script: a.lua\nevery: 15m\n"

    static func read(_ text: String, zones: ScheduleZones = ScheduleZones(Configuration())) -> ScheduleReader.Reading {
        ScheduleReader(file: "/s/night.yaml", name: "night", zones: zones, verbs: ["run"]).read(text)
    }

    @Test("says everything that a schedule has, by its keys")
    func everyKey() throws {
        let reading = Self.read(
            """
            # Exports what came.
            description: recordings of the last day
            command: [recordings, export]
            arguments: [--since-last, --out, /srv/calls, 7, 2026-01-01, '', yes]
            profile: acme
            folder: work
            when: "15 2 * * *"
            zone: Europe/Berlin
            jitter: 5m
            overlap: queue
            missed: all
            deadline: 6h
            limits: { timeout: 2h, cpu_time: 30m, max_memory: 64M, max_output: 1M }
            permissions:
              read_only: true
              allow_changes: 100
              allow_deletes: true
              allow_raw: true
              allow_write: true
              allow_net: [example.com, "127.0.0.1:8080"]
            retries: { times: 3, backoff: 2m, longest: 30m }
            after_cut_off: report
            notify: [ops, mail]
            """
        )
        #expect(reading.problems.isEmpty)
        let schedule = try #require(reading.definition)
        #expect(schedule.name == "night" && schedule.file == "/s/night.yaml")
        #expect(schedule.description == "recordings of the last day")
        #expect(schedule.work == .command(["recordings", "export"]))
        #expect(schedule.arguments == ["--since-last", "--out", "/srv/calls", "7", "2026-01-01", "", "yes"])
        #expect(schedule.profile == "acme" && !schedule.usesSimulator && schedule.folder == "/s/work")
        #expect(schedule.timing.text == "15 2 * * *" && schedule.timing.zone.name == "Europe/Berlin")
        #expect(schedule.jitter == 300_000 && schedule.deadline == 21_600_000)
        #expect(schedule.overlap == .queue && schedule.missed == .all && schedule.cutOff == .report)
        #expect(schedule.limits.timeout == 7_200_000 && schedule.limits.cpuTime == 1_800_000)
        #expect(schedule.limits.memory == 64 << 20 && schedule.limits.output == 1 << 20)
        #expect(schedule.permissions.isReadOnly && schedule.permissions.changes == 100)
        #expect(schedule.permissions.allowsDeletes && schedule.permissions.allowsRaw && schedule.allowsWrite)
        #expect(schedule.permissions.hosts.map(\.text) == ["example.com", "127.0.0.1:8080"])
        #expect(schedule.retries == ScheduleDefinition.Retries(times: 3, backoff: 120_000, longest: 1_800_000))
        #expect(schedule.notify == ["ops", "mail"])
        #expect(reading.lines["command"] == 3 && reading.lines["notify"] == 23)
    }

    @Test("what it does not say is as usual")
    func usual() throws {
        let schedule = try #require(Self.read(Self.least).definition)
        #expect(schedule.work == .script("/s/a.lua") && schedule.folder == "/s" && schedule.arguments.isEmpty)
        #expect(schedule.timing.text == "every 15m" && schedule.timing.zone.name == "UTC")
        #expect(schedule.profile == nil && schedule.limits == RunLimits())
        #expect(schedule.permissions.changes == nil && !schedule.permissions.allowsDeletes && !schedule.allowsWrite)
        #expect(schedule.overlap == .forbid && schedule.missed == .one && schedule.cutOff == .resume)
        #expect(schedule.jitter == 0 && schedule.deadline == nil && schedule.retries.times == 0)
        #expect(try #require(Self.read(Self.least + "retries: 5\n").definition).retries.times == 5)
        #expect(try #require(Self.read(Self.least + "simulator: true\n").definition).usesSimulator)
        #expect(try #require(Self.read("script: /x/../b.lua\nwhen: '@daily'\n").definition).work == .script("/b.lua"))
        // A first pause that is longer than the usual longest one is the longest.
        let patient = Self.read(Self.least + "retries: { times: 1, backoff: 2h }\n").definition?.retries
        #expect(patient == ScheduleDefinition.Retries(times: 1, backoff: 7_200_000, longest: 7_200_000))
    }

    @Test("without a zone it goes by that of its profile, of the usual one, or by UTC")
    func zones() throws {
        func stored(_ name: String, _ zone: String?) -> StoredProfile {
            StoredProfile(profile: Profile(name: name, apiURL: "https://a", authURL: "https://b"), zone: zone)
        }
        let profiles = [stored("one", "Asia/Tokyo"), stored("two", "America/Lima"), stored("odd", "Mars/Base")]
        func zone(_ text: String, _ configuration: Configuration, _ environment: [String: String] = [:]) -> String? {
            let zones = ScheduleZones(configuration, environment: environment)
            return Self.read(Self.least + text, zones: zones).definition?.timing.zone.name
        }
        let several = Configuration(profiles: profiles)
        #expect(zone("profile: two\n", several) == "America/Lima")
        #expect(zone("profile: two\nzone: Europe/Paris\n", several) == "Europe/Paris")
        #expect(zone("", several) == "UTC")
        #expect(zone("", Configuration(defaultProfile: "one", profiles: profiles)) == "Asia/Tokyo")
        #expect(zone("", several, ["PATCHBAY_PROFILE": "two"]) == "America/Lima")
        #expect(zone("", Configuration(profiles: [stored("one", "Asia/Tokyo")])) == "Asia/Tokyo")
        #expect(zone("simulator: true\n", Configuration(defaultProfile: "one", profiles: profiles)) == "UTC")
        let odd = Self.read(Self.least + "profile: odd\n", zones: ScheduleZones(several))
        #expect(odd.definition == nil)
        #expect(odd.problems.first?.description.contains("zone of profile 'odd': Mars/Base") == true)
    }

    @Test(
        "what is wrong is told with its line",
        arguments: [
            ("scrpit: a.lua\nscript: a.lua\nevery: 1h\n", 1, "did you mean script?"),
            ("script: a.lua\n", nil, "has neither when nor every"),
            ("every: 1h\n", nil, "has neither script nor command"),
            ("script: a.lua\nevery: 1h\nwhen: '@daily'\n", 3, "both when and every"),
            ("script: a.lua\ncommand: [a, b]\nevery: 1h\n", 2, "both script and command"),
            ("command: [recordings]\nevery: 1h\n", 1, "[recordings, export]"),
            ("command: recordings export\nevery: 1h\n", 1, "must be a list"),
            ("script: 7\nevery: 1h\n", 1, "must be a text"),
            ("script: ''\nevery: 1h\n", 1, "is empty"),
            ("command: [run, x.lua]\nevery: 1h\n", 1, "is a verb of patchbay, and no plugin"),
            ("command: [recordings, --plan]\nevery: 1h\n", 1, "is an option"),
            ("script: a.lua\nevery: soon\n", 2, "must be a duration, not 'soon'"),
            ("script: a.lua\nevery: 5s\n", 2, "5s"),
            ("script: a.lua\nwhen: '61 * * * *'\n", 2, "61"),
            ("script: a.lua\nwhen: '0 0 30 2 *'\n", 2, "when: "),
            ("script: a.lua\nwhen: '* * * *'\n", 2, "when: "),
            ("script: a.lua\nwhen: @daily\n", 2, "in quotes"),
            ("script: a.lua\nwhen: * * * * *\n", 2, "in quotes"),
            ("script: a.lua\nevery: 1h\nzone: Europe/Berlni\n", 3, "zone 'Europe/Berlni' is no time zone"),
            ("script: a.lua\nevery: 1h\nprofile: environment\n", 3, "taken by a profile that Patchbay makes"),
            ("script: a.lua\nevery: 1h\nprofile: a\nsimulator: true\n", 3, "both profile and simulator"),
            ("script: a.lua\nevery: 1h\nsimulator: yes\n", 3, "must be true or false"),
            ("script: a.lua\nevery: 1h\njitter: 2d\n", 3, "must be 1d or less"),
            ("script: a.lua\nevery: 1h\noverlap: maybe\n", 3, "forbid, queue, replace, allow"),
            ("script: a.lua\nevery: 1h\nmissed: some\n", 3, "one, all, none"),
            ("script: a.lua\nevery: 1h\ndeadline: 0\n", 3, "must be 1s or more"),
            ("script: a.lua\nevery: 1h\nafter_cut_off: wait\n", 3, "resume, report"),
            ("script: a.lua\nevery: 1h\nlimits:\n  tmeout: 1h\n", 4, "did you mean timeout?"),
            ("script: a.lua\nevery: 1h\nlimits:\n  timeout: 1h\n  max_memory: 5\n", 5, "must be 1 MB or more"),
            ("script: a.lua\nevery: 1h\nlimits: 5\n", 3, "limits must hold fields"),
            ("script: a.lua\nevery: 1h\npermissions:\n  allow_changes: -1\n", 4, "0 or more"),
            ("script: a.lua\nevery: 1h\npermissions:\n  allow_net: [\n  'a b' ]\n", 5, "'a b' is no host"),
            ("script: a.lua\nevery: 1h\npermissions: { allow_net: ['*'] }\n", 3, "'*' is no host"),
            ("script: a.lua\nevery: 1h\nretries: 101\n", 3, "100 or less"),
            ("script: a.lua\nevery: 1h\nretries: { backoff: 1m }\n", 3, "times: 3"),
            ("script: a.lua\nevery: 1h\nretries: { times: 1, backoff: 1m, longest: 1s }\n", 3, "must be 1m or more"),
            ("script: a.lua\nevery: 1h\nnotify: ops\n", 3, "must be a list"),
            ("script: a.lua\nevery: 1h\nnotify: [ops, ops]\n", 3, "twice"),
            ("script: a.lua\nevery: 1h\narguments: [[a]]\n", 3, "an item of arguments must be a text"),
            ("script: a.lua\nscript: b.lua\nevery: 1h\n", 2, "is there twice"),
            ("- a\n", 1, "must hold fields"),
            ("", nil, "says nothing"),
            ("script: [\n", nil, "is no YAML"),
        ] as [(String, Int?, String)]
    )
    func wrong(_ text: String, _ line: Int?, _ words: String) throws {
        let reading = Self.read(text)
        #expect(reading.definition == nil)
        let problem = try #require(reading.problems.first)
        #expect(reading.problems.count == 1, "\(reading.problems)")
        #expect(problem.description.contains(words), "\(problem)")
        if let line {
            #expect(problem.subject == "/s/night.yaml:\(line)", "\(problem)")
        } else {
            #expect(problem.subject.hasPrefix("/s/night.yaml"), "\(problem)")
        }
    }

    @Test("all that is wrong is told at once")
    func several() {
        let reading = Self.read(
            "scrpt: a.lua\nscript: a.lua\nwhen: '61 * * * *'\nzone: Nowhere\nlimits: { timeout: x, cpu: 1 }\noverlap: no\n"
        )
        let subjects = Set(reading.problems.map(\.subject))
        #expect(subjects == Set([1, 3, 4, 5, 6].map { "/s/night.yaml:\($0)" }), "\(reading.problems)")
        #expect(reading.problems.count == 6)
    }
}
