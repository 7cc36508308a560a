import Host
import JSON
import Journal
import Schedule
import Webex

/// All that is wrong with schedules, and with what they stand on.
struct ScheduleReport {
    /// How many schedules were looked at.
    private(set) var count = 0
    private(set) var findings: [ScheduleFinding] = []

    /// Looks at schedules, their files first.
    ///
    /// - Parameters:
    ///   - names: those that are meant; empty for all.
    ///   - place: where they are.
    ///   - surroundings: what they would run in.
    /// - Throws: `HostError` for a name that no schedule has.
    init(_ names: [String], _ place: SchedulePlace, _ surroundings: Surroundings) async throws {
        let listing: ScheduleListing
        do throws(HostError) {
            listing = try place.folder.load()
        } catch {
            findings = [
                ScheduleFinding(.file, of: nil, file: place.folder.path, problem: error.problem, hint: error.hint)
            ]
            return
        }
        for name in names where !listing.names.contains(name) { throw place.missing(name, in: listing) }
        let chosen = names.isEmpty ? Set(listing.names) : Set(names)
        count = chosen.count
        let now = WallClock.system.now()
        var check = try place.check(surroundings, now: now)
        for name in chosen.sorted() {
            findings += listing.problems.filter { $0.name == name }.map(ScheduleFinding.init)
            guard let definition = listing.definitions.first(where: { $0.name == name }) else { continue }
            findings += await check.findings(of: definition, lines: listing.lines[name] ?? [:])
        }
        findings += MachineFindings.ofState(place.state)
        do {
            let states = try await place.existingStore()?.states() ?? []
            findings += MachineFindings.ofClock(states, file: place.folder.path, now: now)
        } catch {
            findings.append(
                ScheduleFinding(.state, of: nil, file: place.state, problem: "cannot be read: \(error)")
            )
        }
    }

    /// Whether all can be run.
    var isFine: Bool { findings.allSatisfy(\.isWarning) }

    /// Tells it: what is wrong on standard error, that nothing is on standard output.
    func tell(_ surroundings: Surroundings) throws {
        Self.tell(findings, surroundings)
        guard isFine else { return }
        let schedules = count == 1 ? "1 schedule" : "\(count) schedules"
        try surroundings.emit(Array("\(schedules), nothing is wrong\n".utf8))
    }

    /// Tells what was found on standard error.
    static func tell(_ findings: [ScheduleFinding], _ surroundings: Surroundings) {
        for finding in findings {
            let head = finding.isWarning ? "warning:" : "error:"
            let colored = surroundings.console.colored(head, finding.isWarning ? .warning : .bad)
            let name = finding.schedule.map { finding.file.hasSuffix("/\($0).yaml") ? "" : "\($0): " } ?? ""
            surroundings.console.say("\(colored) \(Console.plain(name + finding.text))")
        }
    }

    /// The same for programs.
    var json: JSONValue {
        let problems: [JSONValue] = findings.map { finding in
            [
                "schedule": finding.schedule.map(JSONValue.string) ?? .null,
                "severity": .string(finding.isWarning ? "warning" : "error"),
                "about": .string(finding.topic.rawValue), "file": .string(finding.file),
                "line": finding.line.map { .integer(Int64($0)) } ?? .null,
                "message": .string(finding.problem), "hint": finding.hint.map(JSONValue.string) ?? .null,
            ]
        }
        return ["ok": .bool(isFine), "schedules": .integer(Int64(count)), "problems": .array(problems)]
    }
}

extension SchedulePlace {
    /// Holds schedules of this home against what they stand on.
    func check(_ surroundings: Surroundings, now: Int64) throws -> ScheduleCheck {
        ScheduleCheck(
            configuration: configuration,
            vault: try surroundings.vault(),
            environment: surroundings.environment,
            channels: Set(configuration.channels.map(\.name)),
            probe: try ScriptProbe(surroundings),
            now: now
        )
    }
}
