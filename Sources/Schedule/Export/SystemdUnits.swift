import Host

extension ScheduleExport {
    /// A service and a timer for each schedule.
    mutating func addUnits(_ schedules: [ScheduleDefinition], _ place: ExportPlace) {
        for schedule in schedules {
            do throws(Inexpressible) {
                let unit = SystemdUnit(schedule: schedule, place: place)
                let (service, timer) = (try unit.service(), try unit.timer())
                let name = "patchbay-\(schedule.name)"
                files.append(File(name: name + ".service", text: service))
                files.append(File(name: name + ".timer", text: timer))
                notes += unit.notes.map { Note(schedule: schedule.name, text: $0) }
            } catch {
                leftOut.append(Note(schedule: schedule.name, text: error.reason))
            }
        }
    }
}

/// A schedule as two units of systemd, of version 247 and later.
struct SystemdUnit {
    let schedule: ScheduleDefinition
    let place: ExportPlace

    func service() throws(Inexpressible) -> String {
        var words: [String] = []
        for word in [place.program] + schedule.commandLine() { words.append(UnitText.quoted(word)) }
        var lines = [
            ScheduleExport.mark, "[Unit]",
            "Description=" + UnitText.line("Patchbay: \(schedule.description ?? schedule.name)"),
            "Wants=network-online.target", "After=network-online.target", "", "[Service]", "Type=exec",
            "User=" + UnitText.line(place.user), "WorkingDirectory=" + (try UnitText.path(schedule.folder)),
        ]
        for (name, value) in place.environment.sorted(by: { $0.key < $1.key }) {
            lines.append("Environment=" + UnitText.quoted("\(name)=\(value)"))
        }
        lines += [
            // The colon: what looks like a variable stays as it is.
            "ExecStart=:" + words.joined(separator: " "),
            "# Patchbay ends a run at its own limit, a minute before.",
            "RuntimeMaxSec=\(schedule.limits.timeout / 1_000 + 60)", "KillMode=mixed", "TimeoutStopSec=60",
        ]
        return (lines + hardening).joined(separator: "\n") + "\n"
    }

    func timer() throws(Inexpressible) -> String {
        var lines = [ScheduleExport.mark]
        lines += notes.map { "# " + UnitText.comment($0) }
        lines += [
            "[Unit]", "Description=" + UnitText.line("When \(schedule.name) is due: \(schedule.timing.explained)"), "",
            "[Timer]",
        ]
        lines += try CalendarText.lines(schedule.timing, place)
        lines += ["AccuracySec=1s", "Persistent=\(schedule.missed == .none ? "false" : "true")"]
        if schedule.jitter > 0 {
            lines += ["RandomizedDelaySec=\((schedule.jitter + 999) / 1_000)s", "FixedRandomDelay=true"]
        }
        return (lines + ["", "[Install]", "WantedBy=timers.target"]).joined(separator: "\n") + "\n"
    }

    /// What systemd does otherwise.
    var notes: [String] {
        var notes = schedule.sharedNotes
        if schedule.jitter > 0 {
            notes.append(
                "the delay within \(DurationText.shown(schedule.jitter)) stays the same, but is another than the daemon's"
            )
        }
        if schedule.overlap != .forbid {
            notes.append("overlap is forbid, not \(schedule.overlap): what is due while it runs is left out")
        }
        if schedule.retries.times > 0 { notes.append("a run that ended badly is not tried again") }
        if isMonotonic {
            notes.append(
                "counts from the start of the timer, since the interval does not fit into days; nothing is made up for"
            )
        } else if schedule.missed == .all {
            notes.append("of missed times one is made up for, not all")
        }
        if let deadline = schedule.deadline {
            notes.append("a missed time is made up for however late, also after \(DurationText.shown(deadline))")
        }
        if place.isSkipped(schedule.timing) { notes.append("a time that the clocks skip is left out") }
        if case .cron(let cron) = schedule.timing.rule, cron.expression.isInterval, place.isRepeated(schedule.timing),
            !(cron.expression.isEveryHour && place.offsets(schedule.timing.zone).allSatisfy { $0 % 60 == 0 })
        {
            notes.append("what the clocks show twice is run the first time only")
        }
        return notes
    }

    private var isMonotonic: Bool {
        (try? CalendarText.lines(schedule.timing, place))?.first?.hasPrefix("OnActiveSec") ?? false
    }

    /// What a run does not need.
    ///
    /// It may write wherever its arguments say, so of files only those of the system are kept from it.
    private var hardening: [String] {
        let words = schedule.commandLine() + [schedule.folder, place.state] + place.environment.values
        let isInTmp = words.contains { $0.contains("/tmp/") || $0.hasSuffix("/tmp") }
        var lines = ["UMask=0077", "NoNewPrivileges=true", "ProtectSystem=full"]
        // Else it would see a folder of its own there.
        if !isInTmp { lines.append("PrivateTmp=true") }
        if let home = place.environment["PATCHBAY_HOME"], home.hasPrefix("/etc/") || home.hasPrefix("/usr/") {
            lines.append("ReadWritePaths=" + UnitText.quoted(home))
        }
        return lines + [
            "PrivateDevices=true", "ProtectClock=true", "ProtectControlGroups=true", "ProtectHostname=true",
            "ProtectKernelLogs=true", "ProtectKernelModules=true", "ProtectKernelTunables=true", "LockPersonality=true",
            "MemoryDenyWriteExecute=true", "RestrictNamespaces=true", "RestrictRealtime=true", "RestrictSUIDSGID=true",
            "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK", "CapabilityBoundingSet=",
            "KeyringMode=private",
            "SystemCallArchitectures=native",
            "# Workers seal themselves, which needs seccomp.",
            "SystemCallFilter=@system-service seccomp",
        ]
    }
}

/// Texts as units of systemd hold them.
enum UnitText {
    /// A text as one word, in which systemd finds nothing of its own but variables.
    static func quoted(_ text: String) -> String {
        var word = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": word += "\\\(scalar)"
            case "%": word += "%%"
            case "\n": word += "\\n"
            case "\t": word += "\\t"
            case "\r": word += "\\r"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                word += "\\x" + (digits.count == 1 ? "0" : "") + digits
            default: word.unicodeScalars.append(scalar)
            }
        }
        return word + "\""
    }

    /// A text for people: a line that does not go on in the next.
    static func line(_ text: String) -> String { comment(text).replacing("%", with: "%%") }

    static func comment(_ text: String) -> String {
        let words = text.split { $0.isWhitespace || $0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7f } }
        let line = words.joined(separator: " ")
        return line.hasSuffix("\\") ? line + "." : line
    }

    /// A path, which such files take without quotes.
    static func path(_ path: String) throws(Inexpressible) -> String {
        let isPlain = path.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
        guard isPlain, !path.hasSuffix(" "), !path.hasSuffix("\\") else {
            throw Inexpressible("systemd cannot be told of the folder \(path.debugDescription)")
        }
        return path.replacing("%", with: "%%")
    }
}
