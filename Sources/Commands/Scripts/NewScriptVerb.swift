import ArgumentParser
import Host

/// `patchbay new script NAME`: a script that runs at once, to be changed from there.
struct NewScriptVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "script",
        abstract: "Lay out a script that runs at once.",
        discussion: """
            Without a choice it reads: it goes through users and prints a table. With --rows it takes a CSV file and does \
            something for each row, with a results file.
            """
    )

    @Argument(help: ArgumentHelp("Its name; a folder may stand before it.", valueName: "name"))
    var name: String

    @Flag(help: "For the rows of a CSV file.")
    var rows = false

    func validate() throws {
        guard let last = name.split(separator: "/", omittingEmptySubsequences: false).last, !last.isEmpty,
            last != ".lua"
        else {
            throw ValidationError("'\(name)' names no script: patchbay new script clean-up")
        }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let path = name.hasSuffix(".lua") ? name : name + ".lua"
            let template = rows ? PackageResources.rows_script_lua : PackageResources.read_script_lua
            let text = String(decoding: template, as: UTF8.self).replacing("SCRIPT", with: path)
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            let folder = parts.count == 1 ? "." : parts.dropLast().joined(separator: "/") + "/"
            try WorkFolder(folder, currentFolder: surroundings.currentFolder())
                .writeNew(String(parts[parts.count - 1]), text, hint: "choose another name")
            let arguments = rows ? " --file agents.csv" : ""
            surroundings.console.say(
                """
                wrote \(path)

                  patchbay run --simulator \(path)\(arguments)   tries it against a simulated org
                  patchbay help \(path)   shows what it takes
                  patchbay check \(path)   looks for mistakes, and says which scopes it needs
                  patchbay api   finds what else there is to call
                  patchbay help test   shows how to test it
                """
            )
        }
    }
}
