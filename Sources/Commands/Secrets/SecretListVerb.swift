import ArgumentParser
import Host
import JSON

/// `patchbay secret list`: the names, never the values.
struct SecretListVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the names of secrets and when each was set, never their values."
    )

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let entries = try surroundings.vault().secrets.entries()
            if json {
                let list = entries.map { JSONValue.object(["name": .string($0.name), "set": .integer($0.set)]) }
                try surroundings.emit(JSONValue.array(list).pretty())
            } else if entries.isEmpty {
                surroundings.console.say("no secret yet; set one with patchbay secret set")
            } else {
                let width = entries.map(\.name.count).max() ?? 0
                let lines = entries.map { entry in
                    let blanks = String(repeating: " ", count: width - entry.name.count + 2)
                    return entry.name + blanks + InstantText.minute(entry.set) + "\n"
                }
                try surroundings.emit(Array(lines.joined().utf8))
            }
        }
    }
}
