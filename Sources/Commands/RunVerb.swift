import ArgumentParser
import Catalog
import Host

/// `patchbay run`: runs a script.
struct RunVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a script.",
        usage: "patchbay run [--profile <name> | --simulator] [<options>] <script> [<script arguments> …]",
        discussion: """
            Options of patchbay stand before the script, the script's own behind it; patchbay help <script> shows \
            those. Data goes to standard output, all else to standard error.

            With --plan reads are sent as ever, and every change is held back and answered with what it would make, so \
            that the script runs to its end. Files that it writes are seen by itself alone; downloads, http requests that \
            are no GET, and stored values are held back too; no sleep is waited for. A script that waits for what only a \
            change would bring about is ended, with 5; it can tell by run.planning. Deletes need no --allow-deletes in a plan.

            Exit codes: 0 done; 1 script error; 2 usage or input; 3 sign-in or permission; 4 done, but rows failed; \
            5 a limit was hit; 6 service or network; 7 needs a person; 130 interrupted.
            """
    )

    @OptionGroup var switches: RunSwitches

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("The script, and what it takes.", valueName: "script")
    )
    var scriptAndArguments: [String] = []

    mutating func validate() throws {
        if scriptAndArguments.first == "--" { scriptAndArguments.removeFirst() }
        guard let first = scriptAndArguments.first else {
            throw ValidationError(
                "which script? For example: patchbay run --simulator examples/export-recordings.lua --from -7d"
            )
        }
        // Everything behind the first word that is no option of ours is the script's, so a misspelt option ends here.
        if ["--help", "-h"].contains(first) { throw CleanExit.helpRequest(Self.self) }
        if first.hasPrefix("-") { throw ValidationError("there is no option \(first); \(Self.question(first))") }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let script = try ScriptFile(scriptAndArguments[0], currentFolder: surroundings.currentFolder())
            let arguments = Array(scriptAndArguments.dropFirst())
            if ["--help", "-h"].contains(arguments.first) {
                return try await ScriptHelp(script: script, surroundings: surroundings).show()
            }
            try await SwitchedRun(switches: switches, surroundings: surroundings)
                .perform(Run.Request(script: script, arguments: arguments))
        }
    }

    /// What a word that looks like an option was probably meant to be.
    private static func question(_ word: String) -> String {
        let options = helpMessage().split { !$0.isLetter && $0 != "-" }.filter { $0.hasPrefix("--") }.map(String.init)
        return NearNames.question(word, among: Set(options)) ?? "options of the script stand behind it"
    }
}
