import ArgumentParser
import Glibc
import Host
import Schedule
import Webex

/// `patchbay schedule export`: schedules for those who run timers of their own.
struct ScheduleExportVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write schedules as timers of systemd, as a crontab, or as CronJobs of Kubernetes.",
        discussion: """
            For machines on which patchbay serve does not run. What the other does otherwise, or not at all, is told on \
            standard error and stands in the files as comments. A schedule that it cannot run at the right times is left \
            out: the exit code is 4 then.

              patchbay schedule export --systemd --out units
            """
    )

    enum Target: String, EnumerableFlag {
        case systemd, cron, kubernetes

        static func help(for value: Target) -> ArgumentHelp? {
            switch value {
            case .systemd: "A service and a timer for each."
            case .cron: "A crontab for this user and the clocks of this machine."
            case .kubernetes: "A CronJob for each."
            }
        }

        var target: ScheduleExport.Target {
            switch self {
            case .systemd: .systemd
            case .cron: .cron
            case .kubernetes: .kubernetes
            }
        }
    }

    @OptionGroup var options: ScheduleOptions

    @Flag(exclusivity: .exclusive)
    var target: Target

    @Option(help: ArgumentHelp("The folder to write the files into, instead of standard output.", valueName: "folder"))
    var out: String?

    @Option(help: ArgumentHelp("The container image of CronJobs; patchbay unless it is said.", valueName: "image"))
    var image: String?

    @Option(
        help: ArgumentHelp(
            "With --cron: the zone that the clocks of cron's machine show; that of this machine unless it is said.",
            valueName: "zone"
        )
    )
    var zone: String?

    @Argument(help: ArgumentHelp("The schedules; all unless they are said.", valueName: "name"))
    var names: [String] = []

    func validate() throws {
        guard out?.isEmpty != true else { throw ValidationError("--out takes the path of a folder") }
        guard image == nil || target == .kubernetes else { throw ValidationError("--image is for --kubernetes") }
        guard image?.isEmpty != true else { throw ValidationError("--image takes the name of an image") }
        guard zone == nil || target == .cron else { throw ValidationError("--zone is for --cron") }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let place = try SchedulePlace(options, surroundings)
            let listing = try place.folder.load()
            var schedules = listing.definitions
            if !names.isEmpty {
                schedules = try names.map { name throws(HostError) in try place.schedule(named: name, in: listing) }
            }
            let broken = names.isEmpty ? Set(listing.problems.map(\.name)) : []
            let export = ScheduleExport(schedules, for: target.target, at: try exportPlace(surroundings))
            if let out {
                try write(export.files, to: PathText.absolute(out, in: surroundings.currentFolder()), surroundings)
            } else {
                try surroundings.emit(Array(shown(export.files).utf8))
            }
            for note in export.notes { surroundings.console.say(Console.plain("\(note.schedule): \(note.text)")) }
            for note in export.leftOut { surroundings.warn("\(note.schedule) is left out: \(note.text)") }
            for name in broken.sorted() {
                surroundings.warn("\(name) is left out: its file is broken; patchbay schedule check \(name) says how")
            }
            if !export.leftOut.isEmpty || !broken.isEmpty { throw ArgumentParser.ExitCode(Host.ExitCode.rowsFailed) }
        }
    }

    /// Each text under its file's name, where there are several.
    private func shown(_ files: [ScheduleExport.File]) -> String {
        if files.count == 1 { return files[0].text }
        // Manifests may follow each other in one stream of YAML.
        let divider = target == .kubernetes ? "---\n" : ""
        return files.map { "\(divider)# \($0.name)\n\($0.text)" }.joined(separator: target == .kubernetes ? "" : "\n")
    }

    private func write(_ files: [ScheduleExport.File], to folder: String, _ surroundings: Surroundings)
        throws(HostError)
    {
        for file in files {
            let path = folder + "/" + file.name
            if let bytes = try PrivateFile.read(path),
                !String(decoding: bytes, as: UTF8.self).hasPrefix(ScheduleExport.mark)
            {
                throw HostError(
                    .invalid,
                    path,
                    "is there already, and not by an export",
                    hint: "remove it, or give another folder with --out"
                )
            }
        }
        for file in files { try PrivateFile.replace(folder + "/" + file.name, Array(file.text.utf8), mode: 0o644) }
        surroundings.console.say(
            "wrote \(files.count) \(files.count == 1 ? "file" : "files") to \(Console.plain(folder))"
        )
    }

    private func exportPlace(_ surroundings: Surroundings) throws(HostError) -> ExportPlace {
        let homes = try surroundings.homes()
        // cron's lock lies there.
        if target == .cron { try HomeFolders.make(homes.state) }
        let program = PathText.split(surroundings.workerPath()).folder + "/patchbay"
        var place = ExportPlace(
            program: program,
            state: homes.state,
            user: Self.userName,
            zone: try cronZone(),
            now: WallClock.system.now()
        )
        for name in ["PATCHBAY_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
            guard let value = surroundings.environment[name], !value.isEmpty else { continue }
            place.environment[name] = try PathText.absolute(value, in: surroundings.currentFolder())
            // It holds all, and the others count for nothing then.
            if name == "PATCHBAY_HOME" { break }
        }
        if let image { place.image = image }
        return place
    }

    private static var userName: String {
        guard let entry = getpwuid(geteuid()) else { return "\(geteuid())" }
        return String(cString: entry.pointee.pw_name)
    }

    /// What cron's clocks show: the zone of the machine, whatever this process's own TZ is, or the one that was typed.
    private func cronZone() throws(HostError) -> ZoneRules {
        guard target == .cron else { return .utc }
        if let zone { return try ZoneRules(named: zone) }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/etc/localtime", &buffer, buffer.count - 1)
        // Without that file the clocks are those of UTC.
        if length < 0, errno == ENOENT { return .utc }
        let path = String(decoding: buffer.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard let folder = path.firstRange(of: "zoneinfo/") else {
            throw HostError(
                .invalid,
                "/etc/localtime",
                "does not say which zone the machine's clocks show",
                hint: "name it: --zone Europe/Berlin"
            )
        }
        return try ZoneRules(named: String(path[folder.upperBound...]))
    }
}
