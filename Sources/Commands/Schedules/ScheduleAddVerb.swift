import ArgumentParser
import Host
import Schedule
import Webex

/// `patchbay schedule add`: writes the file of a schedule.
struct ScheduleAddVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Have a script or a plugin's command run at times or intervals.",
        usage: """
            patchbay schedule add [<options>] <name> <script> [<script arguments> …]
            patchbay schedule add [<options>] <name> <plugin> <command> [<its arguments> …]
            """,
        discussion: """
            Options of patchbay stand before the name, what is run behind it, as one would type it here:

              patchbay schedule add --profile acme --when "15 2 * * *" --zone Europe/Berlin \\
                  nightly recordings export --since-last --out /srv/calls
              patchbay schedule add --simulator --every 15m try-it examples/tasks-by-queue.lua --from -1d

            What is written is a file in YAML, for people to edit and keep in git. Nothing is run by it alone: patchbay \
            serve does that.
            """
    )

    @OptionGroup var options: ScheduleOptions

    @Option(help: ArgumentHelp("The profile of the org; see patchbay profile list.", valueName: "name"))
    var profile: String?

    @Flag(help: "Run against a fresh simulator each time instead of an org.")
    var simulator = false

    @OptionGroup(title: "Times") var times: ScheduleTimeOptions
    @OptionGroup(title: "When it goes badly") var trouble: ScheduleTroubleOptions
    @OptionGroup(title: "Permissions") var permissions: PermissionOptions
    @OptionGroup(title: "Limits") var limits: ScheduleLimitOptions

    @Option(help: ArgumentHelp("What it is for, in a line.", valueName: "text"))
    var description: String?

    @Option(help: ArgumentHelp("The folder that it runs in; else this one.", valueName: "folder"))
    var folder: String?

    @Option(help: ArgumentHelp("The script, where its name does not end in .lua.", valueName: "file"))
    var script: String?

    @Flag(help: "Write it anew where there is one of this name.")
    var replace = false

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("The name, and what is run.", valueName: "name")
    )
    var words: [String] = []

    mutating func validate() throws {
        if words.first == "--" { words.removeFirst() }
        guard let first = words.first else {
            throw ValidationError(
                "which name, and what is run? For example: patchbay schedule add --every 15m check-in audit.lua"
            )
        }
        if ["--help", "-h"].contains(first) { throw CleanExit.helpRequest(Self.self) }
        if first.hasPrefix("-") {
            throw ValidationError("there is no option \(first); see patchbay schedule add --help")
        }
        guard !(simulator && profile != nil) else {
            throw ValidationError("--simulator is an org of its own: leave --profile out")
        }
        guard (times.when == nil) != (times.every == nil) else {
            throw ValidationError(
                "when? Give one of --when \"15 2 * * *\", --when @daily and --every 15m, before the name"
            )
        }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let place = try SchedulePlace(options, surroundings)
            let definition = try definition(place, surroundings)
            var check = try place.check(surroundings, now: WallClock.system.now())
            let findings = await check.findings(of: definition)
            // A sign-in may follow; all else would only show when nobody watches.
            if let finding = findings.first(where: { !$0.isWarning && $0.topic != .signIn }) {
                throw HostError(.invalid, "", finding.problem, hint: finding.hint)
            }
            let added = try place.folder.add(definition, replacing: replace)
            ScheduleReport.tell(findings, surroundings)
            let zone = added.timing.zone
            let next = DueTimes(added).next(after: WallClock.system.now()).map {
                ": \(added.timing.explained), next \(ZonedTime.minute($0, in: zone)) (\(zone.name))"
            }
            surroundings.console.say("added \(Console.plain(added.file + (next ?? "")))")
        }
    }

    /// What was typed.
    private func definition(_ place: SchedulePlace, _ surroundings: Surroundings) throws(HostError)
        -> ScheduleDefinition
    {
        let here = try surroundings.currentFolder()
        let name = words[0]
        try ScheduleName.check(name, subject: "")
        let folder = try PathText.absolute(folder ?? ".", in: here)
        let (work, arguments) = try work(in: here)
        var made = ScheduleDefinition(
            name: name,
            file: try place.folder.file(of: name).path,
            work: work,
            folder: folder,
            timing: try times.timing(place.zones, profile: profile)
        )
        made.arguments = arguments
        made.description = description
        made.profile = profile
        made.usesSimulator = simulator
        made.jitter = times.jitter?.milliseconds ?? 0
        made.permissions = permissions.permissions
        made.allowsWrite = permissions.allowWrite
        made.limits = limits.limits
        trouble.fill(&made)
        return made
    }

    /// What is run, and what it takes.
    private func work(in here: String) throws(HostError) -> (ScheduleDefinition.Work, [String]) {
        let rest = Array(words.dropFirst())
        if let script { return (.script(try PathText.absolute(script, in: here)), rest) }
        guard let first = rest.first else {
            throw HostError(
                .invalid,
                words[0],
                "what is it to run?",
                hint: "name a script (audit.lua), or a plugin and its command (recordings export), behind the name"
            )
        }
        guard !first.hasPrefix("-") else {
            throw HostError(
                .invalid,
                first,
                "stands behind the name, where what is run comes",
                hint: "options of patchbay stand before the name"
            )
        }
        if first.hasSuffix(".lua") { return (.script(try PathText.absolute(first, in: here)), Array(rest.dropFirst())) }
        guard rest.count > 1 else {
            throw HostError(
                .invalid,
                first,
                "is no script, and of a plugin a command has to be named too",
                hint:
                    "write it as recordings export; to run a script whose name does not end in .lua: --script \(first)"
            )
        }
        return (.command(Array(rest.prefix(2))), Array(rest.dropFirst(2)))
    }
}
