import ArgumentParser
import Host
import JSON

/// `patchbay plan show FILE`: what a plan would change, as text, as a page, or as JSON.
struct PlanShowVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what a plan would change.",
        discussion: """
            Changes stand beneath the resource and the name of their object: + create, ~ change, - delete, ! do (of which \
            nobody knows what comes of it), = already as it should be. Ids are shown as the names of their objects; \
            "(new)" is what the plan itself creates, "(to come)" what Webex makes of that.

            --json prints the document that the file holds: changes (each with its operation, ids and body, its object \
            before and after, and the numbers of the changes that it stands on), expected, held, names by id, warnings, rows.

              patchbay plan show plan.json --html --out plan.html
            """
    )

    @Argument(help: ArgumentHelp("The file that patchbay run --plan --out has written.", valueName: "file"))
    var file: String

    @Flag(help: "As one page for a browser, to send round.")
    var html = false

    @Flag(help: "As JSON.")
    var json = false

    @Flag(help: "Leave nothing out, however much it is.")
    var full = false

    @Option(help: ArgumentHelp("With --html: the file to write, in place of a page that is there.", valueName: "file"))
    var out: String?

    func validate() throws {
        guard !(html && json) else { throw ValidationError("--html and --json cannot be given together") }
        guard out == nil || html else { throw ValidationError("--out is for --html") }
        guard out?.isEmpty != true else { throw ValidationError("--out takes the path of a file") }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let plan = try PlanFile.read(file, currentFolder: try surroundings.currentFolder())
            if html { return try write(PlanPage(plan).html, surroundings) }
            try surroundings.stream(json ? PlanFile.text(plan) : Array(surroundings.text(plan, isFull: full).utf8))
        }
    }

    private func write(_ page: String, _ surroundings: Surroundings) throws {
        guard let out else { return try surroundings.stream(Array(page.utf8)) }
        try PageOutput.write(Array(page.utf8), to: out, surroundings)
        surroundings.console.say("wrote \(out)")
    }
}

extension Surroundings {
    /// A plan as text for standard output.
    func text(_ plan: Plan, isFull: Bool) -> String {
        PlanText(plan, isFull: isFull, colored: console.coloredData).text
    }
}
