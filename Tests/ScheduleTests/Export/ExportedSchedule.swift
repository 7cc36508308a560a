import Host
import Schedule

/// A schedule to export, and the texts that come of it.
struct ExportedSchedule {
    var schedule: ScheduleDefinition
    var place: ExportPlace

    /// Words in which each target could find something of its own.
    static let hostile = [
        "plain", "two words", "50%", "a\\%b", "\\", "\\\\%", "$HOME", "$(id)", "${X}", "$$", "`id`", "it's",
        "\"quoted\"",
        ";", "&&", "*", "#", "~", "-", "", "%h", "größe", "{{x}}", "[a]", "a: b", "@x",
    ]

    init(_ timing: Timing, named name: String = "nightly", zone: ZoneRules = .utc) {
        schedule = ScheduleDefinition(
            name: name,
            file: "/home/ann/schedules/\(name).yaml",
            work: .script("/srv/scripts/export.lua"),
            folder: "/srv/calls",
            timing: timing
        )
        place = ExportPlace(
            program: "/usr/bin/patchbay",
            state: "/home/ann/state",
            user: "ann",
            zone: zone,
            now: 1_767_225_600_000
        )
    }

    func export(_ target: ScheduleExport.Target) -> ScheduleExport {
        ScheduleExport([schedule], for: target, at: place)
    }

    /// The lines of a file that begin so.
    static func lines(_ file: ScheduleExport.File?, _ start: String) -> [String] {
        (file?.text ?? "").split(separator: "\n").filter { $0.hasPrefix(start) }.map(String.init)
    }
}
