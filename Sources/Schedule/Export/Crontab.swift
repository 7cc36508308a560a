import Host

extension ScheduleExport {
    /// One crontab of a user's for all schedules.
    mutating func addCrontab(_ schedules: [ScheduleDefinition], _ place: ExportPlace) {
        var lines = [
            Self.mark,
            "# For the crontab of one user: crontab FILE replaces the one that is there, and crontab -l shows it.",
            "# Debian's cron goes by the clocks of the machine, which were those of \(place.zone.name), and knows no CRON_TZ.",
        ]
        for schedule in schedules {
            let entry = CrontabEntry(schedule: schedule, place: place)
            do throws(Inexpressible) {
                let line = try entry.line()
                lines += ["", "# \(schedule.name): \(schedule.timing.explained), \(schedule.timing.zone.name)"]
                lines += entry.notes.map { "# " + UnitText.comment($0) }
                lines.append(line)
                notes += entry.notes.map { Note(schedule: schedule.name, text: $0) }
            } catch {
                let reason = UnitText.comment(error.reason)
                lines += ["", "# \(schedule.name) is left out: \(reason)"]
                // Cronie and others read this; in a crontab of Debian's it would run at the wrong times.
                if let other = entry.lineElsewhere() {
                    lines += [
                        "# Where cron knows CRON_TZ (cronie does), take the # from these lines, and set it back behind them:"
                    ]
                    lines += ["#CRON_TZ=\(schedule.timing.zone.name)", "#" + other]
                }
                leftOut.append(Note(schedule: schedule.name, text: error.reason))
            }
        }
        files.append(File(name: "patchbay.crontab", text: lines.joined(separator: "\n") + "\n"))
    }
}

/// A schedule as a line of a crontab.
struct CrontabEntry {
    let schedule: ScheduleDefinition
    let place: ExportPlace

    /// What Debian's cron takes of a command.
    private static let longest = 998

    func line() throws(Inexpressible) -> String { try "\(fields()) \(command())" }

    /// The line for a cron that goes by the schedule's own zone; nil where that is of no use.
    func lineElsewhere() -> String? {
        guard case .cron(let cron) = schedule.timing.rule, (try? fields()) == nil,
            (try? CalendarText.name(schedule.timing.zone)) == schedule.timing.zone.name,
            let fields = try? PlainCron.fields(cron.expression, knowsSteps: true), let command = try? command()
        else { return nil }
        return "\(fields) \(command)"
    }

    private func fields() throws(Inexpressible) -> String {
        switch schedule.timing.rule {
        case .every(let length): return try PlainCron.fields(every: length, offsets: place.offsets(place.zone))
        case .cron(let cron):
            let zone = schedule.timing.zone
            let isWhole = (place.offsets(zone).union(place.offsets(place.zone))).allSatisfy { $0 % 60 == 0 }
            let text = try PlainCron.fields(cron.expression, knowsSteps: true)
            guard place.areAlike(zone, place.zone) || isWhole && cron.expression.isEveryHour else {
                throw Inexpressible(
                    "cron goes by the machine's clocks, \(place.zone.name), and this by those of \(zone.name)"
                )
            }
            return text
        }
    }

    private func command() throws(Inexpressible) -> String {
        var parts = ["cd \(try word(schedule.folder)) &&"]
        let delay = DueTimes(schedule).delay
        if delay > 0 { parts.append("sleep \(delay / 1_000) &&") }
        for (name, value) in place.environment.sorted(by: { $0.key < $1.key }) {
            parts.append("\(name)=\(try word(value))")
        }
        // A run that is on keeps the lock; `forbid` leaves out what is due meanwhile, `queue` waits.
        let lock = try word("\(place.state)/\(schedule.name).cron-lock")
        switch schedule.overlap {
        case .forbid, .replace: parts.append("flock -n -E 0 \(lock)")
        case .queue: parts.append("flock \(lock)")
        case .allow: break
        }
        for text in [place.program] + schedule.commandLine() { parts.append(try word(text)) }
        let line = parts.joined(separator: " ")
        guard line.utf8.count <= Self.longest else {
            throw Inexpressible("its command has \(line.utf8.count) bytes, and cron takes \(Self.longest)")
        }
        return line
    }

    /// A word of the shell, in which cron itself finds no end of a line.
    private func word(_ text: String) throws(Inexpressible) -> String {
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f || $0 == "\t" }) else {
            throw Inexpressible("a crontab cannot hold the line break or control character of \(text.debugDescription)")
        }
        guard text.contains("%") else { return ShellWord.quoted(text) }
        // cron takes one \ before a % away, and would count one that stands there already: quotes part them.
        let quoted = "'" + text.replacing("'", with: #"'\''"#) + "'"
        return quoted.replacing("%", with: #"''\%"#)
    }

    var notes: [String] {
        var notes = schedule.sharedNotes
        if schedule.overlap == .replace {
            notes.append("overlap is forbid, not replace: what is due while it runs is left out")
        }
        if schedule.retries.times > 0 { notes.append("a run that ended badly is not tried again") }
        if schedule.missed != .none { notes.append("nothing is made up for that was due while the machine was off") }
        return notes
    }
}
