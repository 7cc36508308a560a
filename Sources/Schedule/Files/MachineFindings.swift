import Glibc
import Host
import Journal

/// What is wrong with the machine that schedules run on, whatever they say.
package enum MachineFindings {
    /// A clock that says less is wrong: 2026-01-01.
    private static let oldest: Int64 = 1_767_225_600_000
    /// The clock may have been set back by so much without a word.
    private static let leeway: Int64 = 60_000

    /// What is wrong with the machine's clock, by what is known of the schedules that lie in `file`.
    package static func ofClock(_ states: [ScheduleState], file: String, now: Int64) -> [ScheduleFinding] {
        if now < Self.oldest {
            return [
                ScheduleFinding(
                    .clock,
                    of: nil,
                    file: file,
                    problem: "the machine's clock says \(InstantText.minute(now)), which is long past",
                    hint: "set it"
                )
            ]
        }
        guard let ahead = states.max(by: { $0.cursor < $1.cursor }), ahead.cursor > now + Self.leeway else { return [] }
        return [
            ScheduleFinding(
                .clock,
                of: ahead.name,
                file: file,
                isWarning: true,
                problem: "its times are accounted for until \(InstantText.minute(ahead.cursor)), and the clock says "
                    + "\(InstantText.minute(now)): it was set back",
                hint: "if the clock is right now, nothing need be done: no time is run twice"
            )
        ]
    }

    /// What keeps runs from being entered into a state folder: so many bytes must be free there.
    package static func ofState(_ folder: String, room: Int64 = 64 << 20) -> [ScheduleFinding] {
        var place = folder
        while access(place, F_OK) != 0, errno == ENOENT, place != "/" { place = PathText.split(place).folder }
        func finding(_ problem: String, hint: String) -> [ScheduleFinding] {
            [ScheduleFinding(.state, of: nil, file: folder, problem: problem, hint: hint)]
        }
        guard access(place, W_OK | X_OK) == 0 else {
            let why = errno == EROFS ? "is on a disk that is mounted read-only" : "cannot be written"
            return finding("the state folder \(why)", hint: "no run can be entered there; see to \(place)")
        }
        var disk = statvfs()
        guard statvfs(place, &disk) == 0 else { return [] }
        let free = Int64(disk.f_bavail) * Int64(disk.f_frsize)
        guard free < room else { return [] }
        return finding(
            "the disk of the state folder is full: \(SizeText.shown(free)) are left",
            hint: "make room; patchbay runs prune forgets old runs"
        )
    }
}
