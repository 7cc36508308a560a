import ArgumentParser
import Host

/// `patchbay plugin update NAME [SOURCE]`: takes a plugin as its source has it now.
struct PluginUpdateVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Take a plugin as its source has it now; its settings stay.",
        discussion: "What it may do is asked again only where that has grown. Without a source, the one it came from."
    )

    @Argument(help: ArgumentHelp("The plugin's name.", valueName: "name"))
    var name: String

    @Argument(help: ArgumentHelp("Another folder, tar file or repository to take it from.", valueName: "source"))
    var source: String?

    @Flag(help: "Grant what it asks for in addition without a question.")
    var yes = false

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let store = try surroundings.plugins()
            guard BundledPlugins.files(name) == nil else {
                throw HostError(
                    .invalid,
                    "plugin \(name)",
                    "is part of patchbay, and comes with it",
                    hint: "update patchbay"
                )
            }
            guard let before = try store.record(name) else { throw store.unknown(name) }
            let folder = try surroundings.currentFolder()
            let wanted = try source.map { try PluginSource($0, currentFolder: folder) } ?? before.source
            let (files, source) = try await surroundings.fetched(wanted)
            let candidate = try await store.candidate(files, from: source)
            try check(candidate.manifest)
            let console = surroundings.console
            if candidate.hash == before.hash, store.problem(name, before) == nil, source == before.source {
                return console.say("\(name) \(before.manifest.version) is as its source has it")
            }
            let growth = PluginText.growth(of: candidate.manifest, beyond: before)
            if !growth.isEmpty {
                let lines = growth.map { "    " + $0 }.joined(separator: "\n")
                console.say(
                    Console.plain(
                        "\(name) \(candidate.manifest.version) wants to do more than it was permitted:\n\(lines)"
                    )
                )
            }
            for stranger in store.strangers(candidate.manifest) { surroundings.warn("plugin \(name): \(stranger)") }
            if !growth.isEmpty, !yes {
                guard try Prompt(console).confirm("permit this as well?") else {
                    return console.say("nothing was changed")
                }
            }
            try await store.update(candidate, over: before)
            console.say(Self.told(before.manifest.version, candidate.manifest.version, name))
            let missing = PluginSettings(candidate.manifest).missing(in: before.settings)
            if !missing.isEmpty {
                console.say("before it can be used: patchbay plugin set \(name) \(missing.joined(separator: " "))")
            }
        }
    }

    /// What the update was: newer files may have the same version, or an older one.
    private static func told(_ before: String, _ now: String, _ name: String) -> String {
        guard before != now, let old = PluginVersion(before), let new = PluginVersion(now) else {
            return "updated \(name): its files are others, its version is still \(now)"
        }
        return "updated \(name) from \(before) \(new < old ? "back " : "")to \(now)"
    }

    private func check(_ manifest: PluginManifest) throws(HostError) {
        guard manifest.name != name else { return }
        throw HostError(
            .invalid,
            "plugin \(name)",
            "its source now holds a plugin of the name \(manifest.name)",
            hint: "install that one, and remove this one: patchbay plugin remove \(name)"
        )
    }
}
