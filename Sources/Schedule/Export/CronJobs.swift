import Host

extension ScheduleExport {
    /// A CronJob of Kubernetes 1.27 or later for each schedule.
    mutating func addCronJobs(_ schedules: [ScheduleDefinition], _ place: ExportPlace) {
        var taken: Set<String> = []
        for schedule in schedules {
            let job = CronJob(schedule: schedule, place: place)
            do throws(Inexpressible) {
                guard job.name != "patchbay-" else {
                    throw Inexpressible("its name has neither letters nor digits, which Kubernetes needs")
                }
                guard taken.insert(job.name).inserted else {
                    throw Inexpressible("another schedule is called \(job.name) in Kubernetes, too")
                }
                files.append(File(name: job.name + ".yaml", text: try job.text()))
                notes += job.notes.map { Note(schedule: schedule.name, text: $0) }
            } catch {
                leftOut.append(Note(schedule: schedule.name, text: error.reason))
            }
        }
    }
}

/// A schedule as a manifest of Kubernetes.
struct CronJob {
    let schedule: ScheduleDefinition
    let place: ExportPlace

    /// Letters, digits and dashes, 52 at most, so that the names of its jobs fit too.
    var name: String {
        let allowed = schedule.name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let trimmed = allowed.drop { $0 == "-" }.prefix(43).reversed().drop { $0 == "-" }.reversed()
        return "patchbay-" + String(trimmed)
    }

    func text() throws(Inexpressible) -> String {
        let fields: String
        let zone: String
        switch schedule.timing.rule {
        case .every(let length): (fields, zone) = (try PlainCron.fields(every: length, offsets: [0]), "Etc/UTC")
        case .cron(let cron):
            fields = try PlainCron.fields(cron.expression, knowsSteps: false)
            let name = try CalendarText.name(schedule.timing.zone)
            zone = name == "UTC" ? "Etc/UTC" : name
        }
        var lines = [
            ScheduleExport.mark, "# \(schedule.name): \(schedule.timing.explained), \(schedule.timing.zone.name)",
        ]
        lines += notes.map { "# " + UnitText.comment($0) }
        lines += [
            "apiVersion: batch/v1", "kind: CronJob", "metadata:", "  name: \(name)", "  annotations:",
            "    patchbay/schedule: \(YAMLText.quoted(schedule.name))", "spec:",
            "  schedule: \(YAMLText.quoted(fields))",
            "  timeZone: \(YAMLText.quoted(zone))", "  concurrencyPolicy: \(policy)",
        ]
        if let deadline { lines.append("  startingDeadlineSeconds: \(deadline)") }
        lines += [
            "  jobTemplate:", "    spec:", "      backoffLimit: \(schedule.retries.times)",
            "      activeDeadlineSeconds: \(longest)", "      template:", "        spec:",
            "          restartPolicy: Never",
            "          securityContext:", "            runAsNonRoot: true", "            seccompProfile:",
            "              type: RuntimeDefault", "          containers:", "            - name: patchbay",
            "              image: \(YAMLText.quoted(place.image))",
            "              workingDir: \(YAMLText.quoted(Self.literal(schedule.folder)))", "              command:",
            "                - patchbay", "              args:",
        ]
        lines += schedule.commandLine().map { "                - " + YAMLText.quoted(Self.literal($0)) }
        lines += [
            "              env:", "                - name: PATCHBAY_HOME", "                  value: /var/lib/patchbay",
            "              securityContext:", "                allowPrivilegeEscalation: false",
            "                readOnlyRootFilesystem: true", "                capabilities:", "                  drop:",
            "                    - ALL", "              volumeMounts:", "                - name: home",
            "                  mountPath: /var/lib/patchbay", "                - name: temporary",
            "                  mountPath: /tmp", "          volumes:", "            - name: home",
            "              persistentVolumeClaim:", "                claimName: patchbay",
            "            - name: temporary",
            "              emptyDir: {}",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private var policy: String {
        switch schedule.overlap {
        case .forbid, .queue: "Forbid"
        case .replace: "Replace"
        case .allow: "Allow"
        }
    }

    /// Without one Kubernetes makes up for what it missed, however late.
    private var deadline: Int64? {
        // Less than ten seconds and it never starts anything.
        if let deadline = schedule.deadline { return max(deadline / 1_000, 10) }
        return schedule.missed == .none ? 60 : nil
    }

    /// Seconds for all tries together.
    private var longest: Int64 {
        let tries = Int64(schedule.retries.times + 1)
        return (schedule.limits.timeout / 1_000 + 60) * tries
    }

    var notes: [String] {
        var notes = schedule.sharedNotes
        notes.append(
            "the image, its folders, the claim \"patchbay\" with the profiles, and files to write into are yours to provide"
        )
        if schedule.jitter > 0 { notes.append("it is not delayed: Kubernetes has no jitter") }
        if schedule.overlap == .queue { notes.append("what is due while it runs is left out, not queued") }
        if schedule.retries.times > 0 {
            notes.append("a run that ended badly is begun anew, after pauses of Kubernetes' own")
        }
        if schedule.missed == .all { notes.append("of missed times one is made up for, not all") }
        if schedule.missed == .none { notes.append("a time that is up to a minute late is still made up for") }
        if place.isSkipped(schedule.timing) { notes.append("a time that the clocks skip is left out") }
        if case .cron(let cron) = schedule.timing.rule, !cron.expression.isInterval, place.isRepeated(schedule.timing) {
            notes.append("a time that the clocks show twice is run twice")
        }
        return notes
    }

    /// A text in which Kubernetes finds no variable.
    private static func literal(_ text: String) -> String { text.replacing("$", with: "$$") }
}

/// Texts as YAML holds them.
enum YAMLText {
    static func quoted(_ text: String) -> String {
        var word = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5c: word += "\\\(scalar)"
            // What YAML takes for the end of a line or refuses, apart from what cannot be seen.
            case 0..<0x20, 0x7f...0xa0, 0x2028, 0x2029, 0xfeff, 0xfffe, 0xffff:
                let digits = String(scalar.value, radix: 16)
                word += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: word.unicodeScalars.append(scalar)
            }
        }
        return word + "\""
    }
}
