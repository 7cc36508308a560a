import ArgumentParser
import Host

/// `patchbay stubs [DIR]`: definitions of all modules and operations for editors.
struct StubsVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stubs",
        abstract: "Write definitions for editors: completion, types and typing errors while you write.",
        discussion: """
            For every editor that speaks with lua-language-server. The definitions go to .patchbay/stubs in the folder \
            of your scripts, and .luarc.json beside it names them. Write them again after an update of Patchbay.
            """
    )

    @Argument(help: ArgumentHelp("The folder of your scripts.", valueName: "dir"))
    var folder = "."

    @Flag(help: "Replace a .luarc.json that says something else.")
    var force = false

    /// Where the definitions lie in the folder of the scripts.
    private static let definitions = ".patchbay/stubs"

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let target = try WorkFolder(folder, currentFolder: surroundings.currentFolder())
            let files = StubLibrary().files
            for file in files { try target.write("\(Self.definitions)/\(file.path)", file.text) }
            surroundings.console.say("wrote \(files.count) files of definitions to \(target.shown(Self.definitions))")
            try writeConfiguration(target, surroundings.console)
        }
    }

    /// Writes `.luarc.json`, unless a person's own stands there.
    private func writeConfiguration(_ target: WorkFolder, _ console: Console) throws(HostError) {
        let configuration = EditorConfiguration(folder: Self.definitions).text
        let path = target.shown(".luarc.json")
        let before = try target.text(".luarc.json")
        if before == configuration { return console.say("\(path) is as it should be") }
        guard before == nil || force else {
            throw HostError(
                .invalid,
                path,
                "is there already and says something else, so it stays",
                hint: "add \(Self.definitions) to the libraries of its workspace, or replace it with --force"
            )
        }
        try target.write(".luarc.json", configuration)
        console.say(before == nil ? "wrote \(path)" : "replaced \(path)")
    }
}
