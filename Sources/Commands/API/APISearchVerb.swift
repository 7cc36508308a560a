import ArgumentParser
import Catalog
import Host
import JSON

/// `patchbay api search WORD…`: operations by words of their names, paths and fields.
struct APISearchVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find operations by words of their names, paths, parameters and fields.",
        discussion: "All the words must occur, each anywhere: patchbay api search skill bulk"
    )

    @Argument(help: ArgumentHelp("What to look for.", valueName: "word"))
    var words: [String]

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let found = OperationSearch(words).found
            if json {
                return try surroundings.emit(JSONValue.array(found.map { OperationJSON(operation: $0).brief }).pretty())
            }
            guard !found.isEmpty else {
                throw HostError(
                    .notFound,
                    words.joined(separator: " "),
                    "no operation has that in its name, path or fields",
                    hint: "try fewer or other words; patchbay api lists all resources"
                )
            }
            try surroundings.emit(Array(OperationList.table(found, width: surroundings.console.width).utf8))
        }
    }
}
