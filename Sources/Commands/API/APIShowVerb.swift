import ArgumentParser
import Catalog
import Host
import JSON

/// `patchbay api [show] [NAME]`: resources, the operations of one, or one operation.
struct APIShowVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show resources, the operations of one, or one operation (what api does by itself).",
        usage: "patchbay api [show] [<resource> | <operation> | <method> <path>] [--json [--full]]"
    )

    @Argument(help: ArgumentHelp("A resource, an operation, or a method and a path.", valueName: "name"))
    var words: [String] = []

    @Flag(help: "As JSON.")
    var json = false

    @Flag(help: "With --json: all there is to say of each operation, where it would be a line of a list.")
    var full = false

    func validate() throws {
        guard json || !full else { throw ValidationError("--full says what --json holds: give both") }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let found = try APIQuestion(words.joined(separator: " ")).answer()
            let width = surroundings.console.width
            if json { return try surroundings.emit(json(found).pretty()) }
            try surroundings.emit(Array(Self.text(found, width: width).utf8))
        }
    }

    private func json(_ found: APIQuestion.Answer) -> JSONValue {
        let entry = { (operation: Operation) in
            full ? OperationJSON(operation: operation).whole : OperationJSON(operation: operation).brief
        }
        return switch found {
        case .everything: .array(Catalog.bundled.all.map(entry))
        case .operations(let operations): .array(operations.map(entry))
        case .operation(let operation, _): OperationJSON(operation: operation).whole
        }
    }

    private static func text(_ found: APIQuestion.Answer, width: Int) -> String {
        switch found {
        case .everything: return OperationList.resources(width: width)
        case .operations(let operations): return OperationList.table(operations, width: width)
        case .operation(let operation, let note):
            let page = OperationText(operation: operation, width: width).page
            return note.map { TextTable.wrapped($0, to: width).joined(separator: "\n") + "\n\n" + page } ?? page
        }
    }
}

extension Catalog {
    /// All operations, by name; reads every one of them.
    var all: [Operation] { names.compactMap { self[$0] } }
}
