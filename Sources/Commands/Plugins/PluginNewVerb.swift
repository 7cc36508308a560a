import ArgumentParser
import Host

/// `patchbay plugin new NAME`: a plugin that works at once, to be changed from there.
struct PluginNewVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Lay out a plugin with a command and a hook, which works at once."
    )

    @Argument(help: ArgumentHelp("Its name; a folder may stand before it.", valueName: "name"))
    var path: String

    private var name: String { path.split(separator: "/").last.map(String.init) ?? "" }

    func validate() throws {
        guard PluginManifest.isName(name) else {
            throw ValidationError(
                "'\(name)' is no name of a plugin: it is made of lower-case letters, digits and dashes, and begins with a letter"
            )
        }
        guard !Patchbay.verbs.contains(name) else {
            throw ValidationError("'\(name)' is a verb of patchbay: give the plugin another name")
        }
        guard BundledPlugins.files(name) == nil else {
            throw ValidationError("'\(name)' is a plugin that is part of patchbay: give yours another name")
        }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let text = String(decoding: PackageResources.plugin_template_lua, as: UTF8.self)
                .replacing("PLUGIN", with: name).replacing("PATH", with: path)
            try WorkFolder(path, currentFolder: surroundings.currentFolder())
                .writeNew(PluginCode.entry, text, hint: "choose another name")
            surroundings.console.say(
                """
                wrote \(path)/\(PluginCode.entry)

                  patchbay plugin check \(path)   looks for mistakes
                  patchbay plugin install \(path)   installs it
                  patchbay \(name) count --simulator   then runs its command
                """
            )
        }
    }
}
